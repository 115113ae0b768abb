import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

export const explainAnswer = z.object({
  schema: z.literal('jaeger-lab/explain@1'),
  terms: z
    .array(
      z.object({
        name: z.string(),
        also: z.array(z.string()).optional().describe('other names'),
        lines: z.array(z.string()).describe('the explanation'),
        drawing: z.array(z.string()).optional().describe('lines of a drawing'),
      }),
    )
    .describe('the term that was asked for, or all'),
});

export type ExplainAnswer = Answer<z.infer<typeof explainAnswer>>;
