import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { awaitedTraces, loadSummary } from '../../answers/load.ts';

export const challengeAnswer = z.object({
  schema: z.literal('jaeger-lab/challenge@1'),
  ok: z.boolean(),
  lab: z.string(),
  jaegerVersion: z.string().optional(),
  fault: z.string().describe('the fault that a share of the requests carried as baggage'),
  tookMs: z.number(),
  claims: z
    .array(
      z.object({
        name: z.enum(['answered', 'verified', 'bottleneck', 'compared', 'graph', 'survived']),
        holds: z.boolean(),
        evidence: z.string(),
      }),
    )
    .describe('the claims, each with its measurement'),
  slowTraceId: z.string().optional().describe('the median request of those with the fault'),
  normalTraceId: z.string().optional().describe('the median request of the others'),
  load: loadSummary,
  traces: awaitedTraces.optional(),
  artifacts: z.object({ folder: z.string(), files: z.array(z.string()) }),
});

export type ChallengeAnswer = Answer<z.infer<typeof challengeAnswer>>;
