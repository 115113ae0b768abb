import * as z from 'zod';
import { causeNames } from '../../../model/cause.ts';
import type { Answer } from '../../answers/answer.ts';

export const diagnoseAnswer = z.object({
  schema: z.literal('jaeger-lab/diagnose@1'),
  lab: z.string(),
  cause: z.enum(causeNames),
  service: z.string().optional(),
  verdict: z
    .enum(['right', 'wrong-service', 'wrong'])
    .describe('wrong-service: the cause is planted, but in another service'),
  evidence: z.string().optional().describe('the planted error; only of a right diagnosis'),
  found: z.int().describe('planted errors that were diagnosed so far'),
  planted: z.int(),
});

export type DiagnoseAnswer = Answer<z.infer<typeof diagnoseAnswer>>;
