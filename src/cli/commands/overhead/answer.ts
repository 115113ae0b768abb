import * as z from 'zod';
import { OVERHEAD_SIDES } from '../../../analysis/overhead.ts';
import type { Answer } from '../../answers/answer.ts';

const spread = z.object({
  n: z.int().describe('rounds'),
  median: z.number(),
  low: z.number(),
  high: z.number(),
  range: z
    .enum(['min-max', 'p25-p75'])
    .describe('meaning of low and high: minimum and maximum below 8 rounds'),
});

const side = z.object({
  side: z.enum(OVERHEAD_SIDES),
  requests: z.int().describe('in all rounds; none failed'),
  perSecond: spread.describe('requests answered per second'),
  p50Us: spread.describe('service time'),
  p99Us: spread.optional().describe('where each round has 100 requests or more'),
  cpuUs: spread.optional().describe('processor time of the service for a request; only on Linux'),
  toBare: z
    .object({
      throughput: spread.describe('over that of the bare service'),
      p50AddedUs: spread,
      cpuAddedUs: spread.optional(),
    })
    .optional()
    .describe('compared within each round; absent for bare itself'),
  spans: z
    .object({
      sampled: z.int().describe('sampled requests, one span each'),
      received: z.int().describe('by the backend'),
      dropped: z.int().describe('sampled and never received'),
    })
    .describe('in all rounds'),
});

export const overheadAnswer = z.object({
  schema: z.literal('jaeger-lab/overhead@1'),
  service: z.object({ service: z.string(), request: z.string(), does: z.string() }),
  rounds: z.int().describe('that count; one more before them warmed up'),
  durationMs: z.number().describe('of each side in each round'),
  concurrency: z.int().describe('requests under way at a time'),
  env: z.record(z.string(), z.string()).describe('that --env gave the instrumented sides'),
  machine: z.object({
    node: z.string(),
    cores: z.int().describe('shared by the service, the load generator and the backend'),
  }),
  sides: z.array(side).describe('bare first'),
});

export type OverheadAnswer = Answer<z.infer<typeof overheadAnswer>>;
