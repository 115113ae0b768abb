import * as z from 'zod';
import type { RepeatedCall } from '../../../analysis/n-plus-one.ts';
import type { SpanLog, TraceLogs } from '../../../analysis/trace-logs.ts';
import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { rfc3339 } from '../../../model/instant.ts';
import type { Attributes, Span } from '../../../model/trace.ts';
import { attributeText } from '../../../model/attribute-text.ts';
import type { Answer } from '../../answers/answer.ts';
import { clockDisagreement } from '../../answers/clocks.ts';
import { calleesWithoutSpans } from '../../answers/dependency-node.ts';
import { headline } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';
import { repeatedCall } from '../../answers/repeated.ts';

const attributes = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .describe('lists and maps as JSON text, and integers beyond 2^53 as text');

const remark = z.object({
  kind: z.enum([
    'error',
    'event-wait',
    'jaeger-warning',
    'async-tail',
    'ends-late',
    'goes-on',
    'outlives-caller',
    'starts-early',
    'orphan',
    'cycle',
    'conflicting-span-id',
    'impossible-time',
    'moved',
  ]),
  fault: z
    .enum(['no-start', 'far-future', 'no-end', 'ends-before-start', 'far-from-parent'])
    .optional(),
  message: z.string().optional(),
  reason: z.enum(['consumer', 'starts-after-parent', 'outlives-parent']).optional(),
  byUs: z.int().optional(),
  tookUs: z.int().optional().describe('of work that no request waited for'),
  after: z.string().optional().describe('event that begins a wait'),
  before: z.string().optional().describe('event that ends it'),
  afterUs: z.int().optional().describe('how long the caller had waited'),
  parentSpanId: z.string().optional(),
  spanIds: z.array(z.string()).optional(),
});

const log = z.object({
  offsetUs: z.int().describe('from the start of the trace'),
  level: z.string(),
  component: z.string(),
  message: z.string(),
});

export const traceAnswer = z.object({
  schema: z.literal('jaeger-lab/trace@1'),
  jaegerUrl: z.string(),
  insecure,
  jaegerVersion: z.string().optional(),
  headline,
  traceId: z.string(),
  start: z.string().describe('of the first span; RFC 3339'),
  root: z
    .object({ service: z.string(), operation: z.string(), spanId: z.string() })
    .optional()
    .describe('where the critical path begins'),
  requestUs: z.int().optional().describe('duration of the root span'),
  durationUs: z.int().describe('from the first start to the last end'),
  spans: z.int(),
  services: z.array(z.string()),
  serviceTimes: z
    .array(
      z.object({
        service: z.string(),
        pathUs: z.int().describe('on the critical path; those of all services are the request'),
        share: z.number().optional().describe('of the request'),
        selfUs: z.int(),
        spans: z.int(),
        errors: z.int(),
      }),
    )
    .describe('most time on the critical path first'),
  errors: z.int(),
  complete: z.boolean(),
  clocks: z.array(clockDisagreement).describe('clocks that disagree'),
  rawClocks: z.boolean().describe('whether the times are as they were sent'),
  otherRoots: z.array(z.string()).describe('span ids'),
  failures: z
    .array(
      z.object({
        service: z.string(),
        name: z.string(),
        callee: z.string().optional(),
        reason: z.string().describe('status description, else the exception; may be empty'),
        spans: z.int().describe('that failed so'),
        spanId: z.string().describe('of the first'),
      }),
    )
    .describe('furthest from the root first'),
  hiddenSpans: z.int().describe('that are not among the rows'),
  rows: z
    .array(
      z.object({
        depth: z.int(),
        service: z.string(),
        name: z.string(),
        callee: z.string().optional(),
        kind: z.enum(['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']),
        spanId: z.string(),
        parentSpanId: z.string().optional(),
        count: z.int().describe('spans folded into the row; the others are like the first'),
        start: z.string(),
        offsetUs: z.int().describe('from the start of the trace'),
        movedUs: z.int().optional().describe('added to its times, because clocks disagree'),
        durationUs: z.int().describe('sum over the spans'),
        selfUs: z.int(),
        pathUs: z.int().describe('how long the request waited for the spans themselves'),
        gapUs: z.int().optional().describe('of a client span: pathUs'),
        path: z.array(z.array(z.int())).describe('[from, to) from the start of the trace'),
        status: z.enum(['unset', 'ok', 'error']),
        statusMessage: z.string().optional(),
        remarks: z.array(remark),
        attributes,
        events: z.array(z.object({ offsetUs: z.int(), name: z.string(), attributes })),
        links: z.array(z.object({ traceId: z.string(), spanId: z.string() })),
        logs: z.array(log).optional().describe('with --logs; oldest first'),
      }),
    )
    .describe('callers before callees, siblings by start'),
  otherLogs: z
    .array(log.extend({ spanId: z.string() }))
    .optional()
    .describe('log lines whose span is not in the trace'),
  problems: z.array(
    z.object({
      kind: z.enum(['no-root', 'orphan', 'cycle', 'conflicting-span-id']),
      spanId: z.string().optional(),
      parentSpanId: z.string().optional(),
      spanIds: z.array(z.string()).optional(),
    }),
  ),
  links: z
    .array(
      z.object({
        direction: z.enum(['to', 'from']).describe('from: the other span has the link'),
        service: z.string(),
        name: z.string(),
        callee: z.string().optional(),
        spanId: z.string().describe('of this trace'),
        otherTraceId: z.string(),
        otherSpanId: z.string(),
        other: z
          .object({ service: z.string(), name: z.string(), callee: z.string().optional() })
          .optional()
          .describe('absent where the other span was not read'),
        state: z
          .enum(['read', 'absent', 'not-read'])
          .describe('absent: Jaeger does not have it; not-read: there were too many'),
      }),
    )
    .describe('those that lead to this trace as far as they were found'),
  otherHalves: z
    .array(z.string())
    .describe('ids of the rest of a trace whose id some service cut to 64 bits'),
  calleesWithoutSpans,
  repeated: z.array(repeatedCall).describe('many calls where one might do'),
});

export type TraceAnswer = Answer<z.infer<typeof traceAnswer>>;

type Row = TraceAnswer['rows'][number];

/** The JSON answer about one trace: the same for the same spans, from every Jaeger. */
export function traceAnswerOf(
  trace: Waterfall,
  source: Pick<TraceAnswer, 'jaegerUrl' | 'jaegerVersion'>,
  logs?: TraceLogs,
): TraceAnswer {
  const { root, traceId, startUs, durationUs, services, errors, problems, hiddenSpans } = trace;
  return {
    schema: 'jaeger-lab/trace@1',
    ...source,
    headline: trace.headline,
    traceId,
    start: startOf(trace),
    root: root && { service: root.resource.service, operation: root.name, spanId: root.spanId },
    requestUs: root?.durationUs,
    durationUs,
    spans: trace.spanCount,
    services,
    serviceTimes: trace.serviceTimes,
    errors,
    complete: problems.length === 0,
    clocks: trace.clocks,
    rawClocks: trace.rawClocks,
    otherRoots: trace.otherRoots.map(({ spanId }) => spanId),
    failures: trace.failures,
    hiddenSpans,
    rows: trace.rows.map((row) => ({
      ...rowOf(row, startUs),
      logs:
        logs &&
        row.spans.flatMap(({ spanId }) => (logs.bySpan.get(spanId) ?? []).map(logOf(startUs))),
    })),
    otherLogs: logs?.elsewhere.map((line) => ({
      ...logOf(startUs)(line),
      spanId: line.spanId,
    })),
    problems,
    links: trace.links,
    otherHalves: trace.otherHalves,
    calleesWithoutSpans: trace.calleesWithoutSpans,
    repeated: trace.repeated.map(repeatedOf),
  };
}

const logOf =
  (startUs: number) =>
  ({ timeUs, level, component, message }: SpanLog) => ({
    offsetUs: timeUs - startUs,
    ...{ level, component, message },
  });

function startOf({ rows, startUs }: Waterfall): string {
  const first = rows.flatMap(({ spans }) => spans).find((span) => span.startUs === startUs);
  return rfc3339(startUs, first?.startNanos);
}

function rowOf(row: WaterfallRow, startUs: number): Row {
  const [span] = row.spans;
  return {
    depth: row.depth,
    ...row.step,
    kind: span.kind,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    count: row.spans.length,
    start: rfc3339(span.startUs, span.startNanos),
    offsetUs: row.startUs - startUs,
    movedUs: span.movedUs,
    durationUs: row.durationUs,
    selfUs: row.selfUs,
    pathUs: row.pathUs,
    gapUs: row.gapUs,
    path: row.sections.map((section) => [section.startUs - startUs, section.endUs - startUs]),
    status: span.status,
    statusMessage: span.statusMessage === '' ? undefined : span.statusMessage,
    remarks: row.remarks,
    attributes: plain(span.attributes),
    events: eventsOf(span, startUs),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  };
}

const eventsOf = ({ events }: Span, startUs: number): Row['events'] =>
  events.map(({ timeUs, name, attributes }) => ({
    offsetUs: timeUs - startUs,
    name,
    attributes: plain(attributes),
  }));

/** Older Jaegers keep lists and maps only as their JSON text. */
function plain(attributes: Attributes): Row['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      const isPlain = typeof value === 'boolean' || Number.isFinite(value);
      return [key, isPlain ? (value as boolean | number) : attributeText(value)];
    }),
  );
}

/** A finding of repeated calls, for JSON. */
export function repeatedOf(call: RepeatedCall): TraceAnswer['repeated'][number] {
  const { verdict, service, name, callee, detail, spans, wallUs, savedUs, parent } = call;
  const { width, retries, offPath } = call;
  const { traceId, spanId } = parent;
  const calls = spans.length;
  return {
    verdict,
    service,
    name,
    callee,
    detail,
    calls,
    width,
    retries,
    wallUs,
    savedUs,
    offPath,
    traceId,
    parentSpanId: spanId,
  };
}
