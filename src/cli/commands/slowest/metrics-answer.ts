import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const slowestMetricsAnswer = z.object({
  schema: z.literal('jaeger-lab/slowest-metrics@1'),
  jaegerUrl: z.string(),
  prometheusUrl: z.string(),
  run: z.int().optional().describe('of the lab’s ledger; absent for a time window'),
  from: z.string().describe('RFC 3339; start of the time that the metrics are of'),
  to: z.string().describe('RFC 3339'),
  operationCount: z.int().optional().describe('before the limit'),
  operations: z
    .array(
      z.object({
        service: z.string(),
        operation: z.string(),
        tracesCalls: z.int().describe('server spans'),
        metricsCalls: z.number(),
        tracesMeanUs: z.number().optional(),
        metricsMeanUs: z.number().optional(),
        percentiles: z.array(
          z.object({
            percent: z.int().describe('95 from 20 calls on'),
            tracesUs: z.number().optional(),
            fromUs: z.number().optional().describe('of the bucket that the metrics have it in'),
            toUs: z.number().optional().describe('absent for the last bucket, which has no end'),
          }),
        ),
        verdict: z
          .enum(['agree', 'more-in-metrics', 'more-in-traces', 'bucket'])
          .describe('bucket: the same calls, but a percentile outside of its bucket'),
      }),
    )
    .describe('most time first'),
});

export type SlowestMetricsAnswer = Answer<z.infer<typeof slowestMetricsAnswer>>;
