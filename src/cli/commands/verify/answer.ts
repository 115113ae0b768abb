import * as z from 'zod';
import { FAILURE_CLASSES } from '../../../analysis/verify.ts';
import { CHECKS } from '../../../analysis/warnings/verify-warning.ts';
import type { Answer } from '../../answers/answer.ts';
import { headline } from '../../answers/headline.ts';
import { insecure } from '../../answers/insecure.ts';
import { repeatedPlace } from '../../answers/repeated.ts';

export const verifyAnswer = z.object({
  schema: z.literal('jaeger-lab/verify@1'),
  ok: z.boolean(),
  jaegerUrl: z.string(),
  insecure,
  headline,
  what: z.string().describe('"run 1", or a window'),
  run: z.int().optional(),
  requests: z.int().describe('that were to leave a trace'),
  verified: z.int().describe('requests without a failure in the list'),
  failed: z.int().describe('requests that failed, planted or not'),
  failedAsPlanned: z
    .int()
    .describe('of them, those whose failure was planted and that left all spans that it leaves'),
  failedAsAllowed: z
    .int()
    .describe('of them, those that `errors` of the file allows and that left all spans'),
  notSampled: z.int().describe('reported as not sampled; not a failure'),
  withoutResponse: z
    .int()
    .describe('timed out as planted, so that their traces are not known; not a failure'),
  late: z.boolean().describe('time ran out while more could still have come: no verdict'),
  failures: z.array(
    z.object({
      class: z.enum(FAILURE_CLASSES),
      traceId: z.string().optional(),
      hasFailed: z.boolean().describe('the request failed, planted or not'),
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
    .describe('of the file and of --at-least'),
  warnings: z
    .array(
      z.object({
        check: z
          .enum(CHECKS)
          .describe('named as in the Instrumentation Score where it has the rule'),
        what: z.string(),
        traces: z.int(),
        traceIds: z.array(z.string()).describe('of some of them'),
      }),
    )
    .describe('no failure unless an expectation demands that there are none'),
  repeated: z.array(repeatedPlace).describe('many calls where one might do'),
  sampling: z
    .object({
      sampled: z.int(),
      of: z.int().describe('requests with a known sampling decision'),
      share: z.number().describe('that the lab was asked for, 0 to 1'),
      least: z.int().describe('of the 95 % binomial interval'),
      most: z.int(),
      isWithin: z.boolean(),
    })
    .optional()
    .describe('of a run, where the share is known'),
});

export type VerifyAnswer = Answer<z.infer<typeof verifyAnswer>>;
