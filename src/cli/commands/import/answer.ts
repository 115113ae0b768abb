import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { insecure } from '../../answers/insecure.ts';

export const importAnswer = z.object({
  schema: z.literal('jaeger-lab/import@1'),
  otlpUrl: z.string(),
  insecure,
  traces: z.int(),
  spans: z.int(),
  refusedSpans: z.int().describe('spans that the receiver did not take'),
  reason: z.string().optional().describe('the reason in its response'),
  from: z.string().optional().describe('start of the first trace, RFC 3339; absent without traces'),
  to: z.string().optional().describe('start of the last one'),
});

export type ImportAnswer = Answer<z.infer<typeof importAnswer>>;
