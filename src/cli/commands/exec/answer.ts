import * as z from 'zod';
import type { Answer } from '../../answers/answer.ts';
import { headline } from '../../answers/headline.ts';
import { repeatedPlace } from '../../answers/repeated.ts';

export const execAnswer = z.object({
  schema: z.literal('jaeger-lab/exec@1'),
  command: z.array(z.string()),
  exitCode: z.int().describe('of the command; 128 and the number of a signal that ended it'),
  instrumented: z.boolean().describe('with --instrument'),
  tookMs: z.number().describe('until the command ended'),
  waitedMs: z.number().describe('for spans after that'),
  traces: z.int(),
  spans: z.int(),
  services: z.array(z.string()),
  incomplete: z.int().describe('traces with a part missing, which are not ranked'),
  lostSpans: z.int().describe('received, but not kept: too many or too large'),
  headline,
  slowest: z
    .array(
      z.object({
        service: z.string(),
        operation: z.string(),
        requests: z.int(),
        meanUs: z.int(),
      }),
    )
    .describe('the operations that requests began with, most total time first'),
  repeated: z.array(repeatedPlace).describe('many calls where one might do'),
  expectations: z.array(
    z.object({
      what: z.string(),
      result: z.enum(['holds', 'fails', 'cannot-tell']),
      reason: z.string(),
      traceIds: z.array(z.string()),
    }),
  ),
  out: z.string().optional().describe('the file that keeps the traces'),
});

export type ExecAnswer = Answer<z.infer<typeof execAnswer>>;
