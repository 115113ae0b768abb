import * as z from 'zod';

/** Two services whose clocks disagree, as far as their calls prove it. */
export const clockDisagreement = z.object({
  service: z.string(),
  instance: z.string().optional().describe('of the service, where it has several clocks'),
  other: z.string().describe('one of its callers, or what it calls'),
  aheadUs: z.int().describe('at least so far ahead of the other’s clock; below 0 behind'),
  movedUs: z.int().describe('added to its times; where that changes, the median against the other'),
  traceIds: z.array(z.string()).describe('with calls that cannot have happened by both clocks'),
  ofTraces: z.int(),
  isChanging: z
    .literal(true)
    .optional()
    .describe('no one shift suits all traces: each was moved by its own calls'),
});
