import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { headline } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';
import { listedTrace } from '../../answers/listed-trace.ts';

export const tracesAnswer = z.object({
  schema: z.literal('jaeger-lab/traces@1'),
  jaegerUrl: z.string(),
  insecure,
  jaegerVersion: z.string().optional(),
  run: z.int().optional().describe('of the lab’s ledger; absent for a time window'),
  from: z.string().optional().describe('RFC 3339; absent for a run'),
  to: z.string().optional(),
  pages: z.int().optional().describe('how often Jaeger was asked'),
  pageSize: z.int().optional().describe('how many traces it was asked for at a time'),
  cutAt: z
    .array(z.string())
    .describe('moments at which more traces begin than one answer holds: some are left out'),
  missing: z.array(z.string()).describe('trace ids of the run that Jaeger does not know'),
  headline,
  sort: z.enum(['start', 'duration', 'trace', 'spans']),
  found: z.int().describe('before the limit'),
  traces: z.array(listedTrace),
});

export type TracesAnswer = Answer<z.infer<typeof tracesAnswer>>;
