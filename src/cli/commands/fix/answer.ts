import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const fixAnswer = z.object({
  schema: z.literal('jaeger-lab/fix@1'),
  lab: z.string(),
  fixed: z.array(
    z.object({
      component: z.string(),
      settings: z.array(z.string()).describe('variables that have the value of the scenario again'),
    }),
  ),
  left: z.int().describe('errors that are still planted'),
});

export type FixAnswer = Answer<z.infer<typeof fixAnswer>>;
