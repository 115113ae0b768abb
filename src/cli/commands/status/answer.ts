import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { endpoints, place } from '../../answers/places.ts';
import { switchedFault } from '../../answers/switched-fault.ts';

export const statusAnswer = z.object({
  schema: z.literal('jaeger-lab/status@1'),
  lab: z.string(),
  scenario: z.string(),
  runtime: z.enum(['docker', 'local']),
  since: z.string().describe('RFC 3339'),
  phase: z.enum(['starting', 'up']).describe('starting: the last up was killed or failed'),
  healthy: z.boolean().describe('every component runs'),
  components: z.array(
    place.extend({
      state: z.enum(['starting', 'ready', 'running', 'unreachable', 'exited', 'missing']),
      ended: z.string().optional().describe('why it does not run, and its last log line'),
    }),
  ),
  endpoints,
  sampling: z.string().optional().describe('which requests are traced; absent where all are'),
  adaptive: z
    .object({
      targetPerSecond: z.number().describe('traces of each operation'),
      runTargetPerSecond: z.number().describe('traces of all operations that the run called'),
      rates: z
        .array(z.object({ operation: z.string(), rate: z.number().describe('0 to 1') }))
        .optional()
        .describe('that the first service is answered now; absent where Jaeger does not answer'),
      run: z.int().optional().describe('the latest'),
      steps: z
        .array(
          z.object({
            afterMs: z.int().describe('since its first request'),
            requests: z.int(),
            sampled: z.int(),
            requestsPerSecond: z.number(),
            tracesPerSecond: z.number(),
          }),
        )
        .describe('of the run, at most 18 of the same length'),
    })
    .optional()
    .describe('of a lab with adaptive sampling'),
  store: z
    .object({
      traces: z.int(),
      maxTraces: z.int(),
      receivedSpans: z.int().describe('since it started'),
      spans: z.int(),
      bytes: z.int().describe('of the spans and their index'),
      maxBytes: z.int(),
      evictedTraces: z.int().describe('made room for newer ones'),
    })
    .optional()
    .describe('of the embedded Jaeger, while it answers'),
  storage: z
    .object({
      kind: z.enum(['elasticsearch', 'opensearch', 'cassandra']),
      url: z.string(),
      prefix: z.string().optional().describe('of its indices, where Jaeger is given one'),
      health: z.string().describe('green, yellow or red; of Cassandra up'),
      problem: z.string().optional().describe('why spans are not stored or cannot be read'),
      spans: z
        .int()
        .optional()
        .describe('in all indices of spans; absent where they cannot be counted'),
      bytes: z
        .int()
        .describe(
          'on disk, of all indices of Jaeger; of Cassandra each table rounded up to MiB, without what is in memory',
        ),
      bytesPerSpan: z
        .number()
        .optional()
        .describe('absent below 1000 spans, of Cassandra below 100 MiB'),
      spansPerSecond: z.number().optional().describe('of the latest run'),
      daysPerGb: z.number().optional().describe('days that 1 GB holds at that load'),
      indices: z.array(
        z.object({
          name: z.string(),
          createdAt: z.string().optional().describe('RFC 3339; absent for a keyspace'),
          documents: z.int().optional(),
          bytes: z.int(),
          health: z.string(),
        }),
      ),
    })
    .optional()
    .describe(
      'where the lab keeps its traces, when that is Elasticsearch, OpenSearch or Cassandra and answers; its indices, or its keyspace',
    ),
  apart: z
    .string()
    .optional()
    .describe('collector and query use different storages: which ones, and what sets them'),
  refused: z
    .array(z.object({ reason: z.string(), requests: z.int() }))
    .optional()
    .describe('requests that the embedded Jaeger refused; its log has the first of each reason'),
  faults: z.array(switchedFault).describe('switched on with `inject`, and not off again'),
  runs: z.array(
    z.object({
      id: z.int(),
      startedAt: z.string().describe('RFC 3339'),
      requests: z.int().describe('that were sent'),
      failed: z.int(),
      interrupted: z.boolean().describe('ended by Ctrl-C before all were sent'),
      planned: z.int().optional().describe('requests of the plan'),
    }),
  ),
});

export type StatusAnswer = Answer<z.infer<typeof statusAnswer>>;
