import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { insecure } from '../../answers/insecure.ts';

export const reportAnswer = z.object({
  schema: z.literal('jaeger-lab/report@1'),
  file: z.string().optional().describe('absent where the report went to stdout'),
  format: z.enum(['html', 'md']),
  bytes: z.int(),
  jaegerUrl: z.string(),
  insecure,
  run: z.int().optional().describe('of the lab’s ledger; absent for a time window'),
  what: z.string().describe('"run 1", or a window'),
  traces: z.int(),
  spans: z.int(),
  missing: z.array(z.string()).describe('trace ids of the run that Jaeger does not know'),
  anonymized: z.boolean(),
});

export type ReportAnswer = Answer<z.infer<typeof reportAnswer>>;
