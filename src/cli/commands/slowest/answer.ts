import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { clockDisagreement } from '../../answers/clocks.ts';
import { calleesWithoutSpans } from '../../answers/dependency-node.ts';
import { headline } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';
import { repeatedPlace } from '../../answers/repeated.ts';

const step = {
  service: z.string(),
  name: z.string().describe('as the span is named'),
  callee: z
    .string()
    .optional()
    .describe('callee of a client span, where its name does not contain it'),
};

const section = z.object({
  service: z.string(),
  operation: z.string(),
  requests: z.int(),
  traces: z.int(),
  totalUs: z.int(),
  meanUs: z.int().describe('mean request duration'),
  paths: z
    .array(
      z.object({
        group: z.string().optional().describe('value of the row, by service or attribute'),
        steps: z
          .array(z.object(step))
          .describe(
            'from the root down to the place; of more than 64 the first 32 and the last; none of a group',
          ),
        level: z.int().describe('1 for the root, 0 for a group'),
        totalUs: z.int(),
        meanUs: z.int(),
        share: z.number().describe('0 to 1; by path: of the requests’ time'),
        spansPerTrace: z.number(),
        presentIn: z.int(),
        p50Us: z.int(),
        p95Us: z.int().optional().describe('from 20 requests on'),
        maxUs: z.int(),
        exemplarTraceId: z.string().describe('the trace with the maximum'),
      }),
    )
    .describe('most time first'),
  pathCount: z.int().describe('before the limit'),
});

const tracesSeen = z.object({ traces: z.int(), exemplarTraceId: z.string() });

export const slowestAnswer = z.object({
  schema: z.literal('jaeger-lab/slowest@1'),
  jaegerUrl: z.string(),
  insecure,
  jaegerVersion: z.string().optional(),
  run: z.int().optional().describe('of the lab’s ledger; absent for a time window'),
  missing: z.array(z.string()).describe('trace ids of the run that Jaeger does not know'),
  headline,
  by: z.enum(['path', 'self', 'duration']),
  service: z.string().optional(),
  operation: z.string().optional(),
  place: z.object({ service: z.string(), operation: z.string().optional() }).optional(),
  groupBy: z.string().optional().describe('service, operation, or the key of an attribute'),
  traces: z.int().describe('that were ranked'),
  requests: z.int().describe('in these traces; a trace with several roots is several requests'),
  failed: tracesSeen
    .extend({ requests: z.int() })
    .optional()
    .describe('requests whose root failed; their times are counted too'),
  localRoots: z.int().describe('requests that begin below a parent that no service reported'),
  gaveUp: tracesSeen.optional().describe('in which a caller gave up before its server was done'),
  impossibleTimes: tracesSeen.optional().describe('with spans whose times cannot be'),
  clocks: z.array(clockDisagreement).describe('clocks that disagree'),
  rawClocks: z.boolean().describe('whether the times are as they were sent'),
  lateEnds: tracesSeen.optional().describe('in which a span ends after its parent and was cut'),
  incomplete: z.object({
    traces: z.int(),
    reasons: z.array(
      z.object({
        problem: z.enum(['no-root', 'orphan', 'cycle', 'conflicting-span-id']),
        traces: z.int(),
        exemplarTraceId: z.string(),
      }),
    ),
  }),
  unmatchedTraces: z.int(),
  severalRoots: z.int(),
  withoutRoute: z.int().describe('server spans without the route that they served'),
  sectionCount: z.int().describe('before the limit'),
  sections: z.array(section).describe('one for each operation that requests began with'),
  spans: z.array(
    z.object({
      ...step,
      traceId: z.string(),
      spanId: z.string(),
      pathUs: z.int().describe('how long the request waited for this span itself'),
      selfUs: z.int(),
      durationUs: z.int(),
      requestUs: z.int(),
    }),
  ),
  calleesWithoutSpans,
  calleesElsewhere: z
    .array(z.string())
    .describe(
      'callees that sent spans, but none below the calls to them: no gap of theirs is known',
    ),
  repeated: z.array(repeatedPlace).describe('many calls where one might do'),
  waits: z
    .array(
      z.object({
        ...step,
        after: z
          .string()
          .optional()
          .describe('event that begins it; absent: it begins with the span'),
        before: z.string().describe('event that ends it'),
        traces: z.int(),
        totalUs: z.int(),
        meanUs: z.int(),
        maxUs: z.int(),
        exemplarTraceId: z.string().describe('the trace with the maximum'),
      }),
    )
    .describe('stretches of long spans that only events explain'),
  offPath: z
    .array(
      z.object({
        ...step,
        reason: z.enum(['consumer', 'starts-after-parent', 'outlives-parent']),
        spans: z.int(),
        traces: z.int(),
        meanUs: z.int(),
        maxUs: z.int(),
        exemplarTraceId: z.string().describe('the trace with the maximum'),
      }),
    )
    .describe('work that took no request time'),
});

export type SlowestAnswer = Answer<z.infer<typeof slowestAnswer>>;
