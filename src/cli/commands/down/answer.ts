import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const downAnswer = z.object({
  schema: z.literal('jaeger-lab/down@1'),
  lab: z.string().optional().describe('absent with --all'),
  removed: z
    .array(z.string())
    .describe('containers, networks, state, ledgers and images; empty when there was nothing'),
  labs: z
    .array(
      z.object({
        lab: z.string(),
        removed: z.array(z.string()),
        keptRuns: z.int().describe('runs that stay in the ledger; --volumes removes them'),
        keptData: z
          .array(z.string())
          .describe('volumes or folders with traces that stay; --volumes removes them'),
      }),
    )
    .describe('the labs that were removed'),
});

export type DownAnswer = Answer<z.infer<typeof downAnswer>>;
