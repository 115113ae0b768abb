import * as z from 'zod';
import { causeNames } from '../../../model/cause.ts';
import type { Answer } from '../../answers/answer.ts';

export const breakAnswer = z.object({
  schema: z.literal('jaeger-lab/break@1'),
  lab: z.string(),
  symptoms: z.array(z.string()).describe('symptoms that a user of the lab notices, one per error'),
  planted: z
    .array(
      z.object({
        cause: z.enum(causeNames),
        component: z.string(),
        about: z.string().describe('the change that was made'),
      }),
    )
    .optional()
    .describe('only with --spoil'),
  causes: z
    .array(z.object({ name: z.enum(causeNames), title: z.string() }))
    .optional()
    .describe('the errors that can be planted, when none was named'),
});

export type BreakAnswer = Answer<z.infer<typeof breakAnswer>>;
