import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';

const question = z.object({
  id: z.string(),
  topic: z.enum(['practice', 'faq', 'lab', 'own-lab']),
  ask: z.string(),
  look: z.string().optional().describe('a command whose answer shows it'),
  choices: z.array(
    z.object({
      letter: z.string(),
      text: z.string(),
      right: z.boolean().optional().describe('only of the question that was answered'),
      why: z.string().optional().describe('only of the question that was answered'),
    }),
  ),
});

export const quizAnswer = z.object({
  schema: z.literal('jaeger-lab/quiz@1'),
  question: question.optional().describe('the current one; absent when all are answered rightly'),
  graded: z
    .object({ id: z.string(), letter: z.string(), right: z.boolean() })
    .optional()
    .describe('only where a letter was given'),
  score: z.object({ right: z.int(), wrong: z.int(), open: z.int(), of: z.int() }),
  questions: z.array(
    z.object({
      id: z.string(),
      topic: z.string(),
      state: z.enum(['open', 'right', 'wrong']).describe('by the last answer'),
      letter: z.string().optional(),
      attempts: z.int(),
      at: z.string().optional().describe('time of the last answer, RFC 3339'),
    }),
  ),
});

export type QuizAnswer = Answer<z.infer<typeof quizAnswer>>;
