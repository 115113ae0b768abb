import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const runsAnswer = z.object({
  schema: z.literal('jaeger-lab/runs@1'),
  runs: z.array(
    z.object({
      lab: z.string(),
      run: z.int().describe('for --run and --runs'),
      scenario: z.string(),
      request: z.string().optional().describe('the only request that was sent, by name'),
      startedAt: z.string().describe('RFC 3339'),
      requests: z.int().describe('that were sent'),
      failed: z.int(),
      interrupted: z.boolean().describe('ended by Ctrl-C before all were sent'),
      planned: z.int().optional().describe('requests of the plan'),
      p50Us: z.number().optional().describe('of the successful requests, from send to response'),
      p95Us: z.number().optional(),
      isCurrent: z.boolean().describe('of the lab that is up now, not of an earlier one'),
      traces: z
        .enum(['readable', 'partly', 'gone', 'none', 'unknown'])
        .describe(
          'whether Jaeger still has the first, the middle and the last trace; none: no response had the id of a sampled trace; unknown: the lab is down',
        ),
    }),
  ),
});

export type RunsAnswer = Answer<z.infer<typeof runsAnswer>>;
