import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { awaitedTraces, loadSummary } from '../../answers/load.ts';

export const smokeAnswer = z.object({
  schema: z.literal('jaeger-lab/smoke@1'),
  ok: z.boolean(),
  exitCode: z.int(),
  failures: z.array(z.string()).describe('why not, a sentence each; empty when ok'),
  checks: z
    .array(
      z.object({
        check: z.enum(['up', 'load', 'traces', 'ranking', 'down']),
        result: z.enum(['passed', 'failed', 'skipped']).describe('skipped: not reached'),
        tookMs: z.number().optional(),
        failures: z.array(z.string()),
      }),
    )
    .describe('in the order in which they are made'),
  hint: z.string().optional().describe('hint for the first of them, where known'),
  lab: z.string(),
  scenario: z.string(),
  tookMs: z.number(),
  load: loadSummary.optional().describe('absent when the lab did not come up'),
  traces: awaitedTraces.optional(),
  slowest: z
    .array(
      z.object({
        path: z.array(z.string()).describe('service and operation, from the root'),
        meanUs: z.number().describe('critical-path time per trace'),
        share: z.number().describe('of the total, 0 to 1'),
      }),
    )
    .describe('where the time goes, most first'),
  artifacts: z.string().optional().describe('a folder with logs and traces; only on failure'),
});

export type SmokeAnswer = Answer<z.infer<typeof smokeAnswer>>;
