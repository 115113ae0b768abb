import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

const state = z.enum(['open', 'current', 'solved', 'skipped']);

export const learnAnswer = z.object({
  schema: z.literal('jaeger-lab/learn@1'),
  lesson: z
    .object({
      id: z.string(),
      title: z.string(),
      why: z.string(),
      type: z.array(z.string()).describe('commands to type'),
      terms: z
        .array(z.string())
        .optional()
        .describe('terms that no earlier lesson has; "explain" explains them'),
    })
    .optional()
    .describe('the current lesson; absent when all are solved or skipped'),
  checked: z
    .object({
      lesson: z.string(),
      solved: z.boolean(),
      missing: z.string().optional().describe('the next thing to do'),
    })
    .optional()
    .describe('only of --check and --answer'),
  hint: z.string().optional().describe('only of --hint'),
  learners: z
    .array(
      z.object({
        file: z.string(),
        learner: z.string(),
        solved: z.int(),
        skipped: z.int(),
        of: z.int(),
        remarks: z
          .array(z.string())
          .describe('plants that the seed does not give, and traces of another learner'),
      }),
    )
    .optional()
    .describe('only of --teacher'),
  lessons: z.array(z.object({ id: z.string(), title: z.string(), state })),
});

export type LearnAnswer = Answer<z.infer<typeof learnAnswer>>;
