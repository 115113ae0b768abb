import * as z from 'zod';
import type { Answer } from './answer.ts';

export const verifyAnswer = z.object({
  schema: z.literal('jaeger-lab/verify@1'),
  ok: z.boolean(),
  jaegerUrl: z.string(),
  what: z.string().describe('"run 1", or a window'),
  run: z.int().optional(),
  requests: z.int().describe('that were to leave a trace'),
  verified: z.int(),
  notSampled: z.int().describe('said so themselves: no failure'),
  late: z.boolean().describe('time ran out while more could still have come: no verdict'),
  failures: z.array(
    z.object({
      class: z.enum([
        'missing',
        'duplicate',
        'incomplete',
        'split',
        'un-instrumented-callee',
        'wrong-hierarchy',
      ]),
      traceId: z.string().optional(),
      otherTraceIds: z.array(z.string()).describe('of a split request: where the rest may be'),
      reasons: z.array(z.string()),
    }),
  ),
  expectations: z
    .array(
      z.object({
        what: z.string(),
        result: z.enum(['holds', 'fails', 'cannot-tell']),
        reason: z.string(),
        traceIds: z.array(z.string()),
      }),
    )
    .describe('of the file'),
});

export type VerifyAnswer = Answer<z.infer<typeof verifyAnswer>>;
