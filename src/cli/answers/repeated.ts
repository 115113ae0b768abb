import * as z from 'zod';

/** What calls of one kind have in common. */
const repeatedShape = {
  verdict: z.enum(['n-plus-one', 'concurrent-n-plus-one', 'fan-out', 'retries', 'cannot-tell']),
  service: z.string(),
  name: z.string().describe('without keys'),
  callee: z.string().optional(),
  detail: z.string().optional().describe('path or query, without keys'),
};

/** Calls of one kind below one span. */
export const repeatedCall = z.object({
  ...repeatedShape,
  calls: z.int(),
  width: z.int().describe('the most at a time'),
  retries: z.int().describe('that repeat one that had failed'),
  wallUs: z.int().describe('time in which at least one of them ran'),
  savedUs: z.int().describe('time that a single call could save: all but the longest'),
  offPath: z.boolean().describe('whether no request waited for any of them'),
  traceId: z.string(),
  parentSpanId: z.string(),
});

/** Calls of one kind over many traces. */
export const repeatedPlace = z.object({
  ...repeatedShape,
  traces: z.int(),
  mostCalls: z.int().describe('below one span'),
  width: z.int().describe('the most at a time'),
  mostRetries: z.int().describe('below one span, that repeat one that had failed'),
  offPath: z.boolean().describe('whether no request waited for any of them'),
  mostSavedUs: z.int().describe('in one trace, had one call been made in place of all'),
  totalSavedUs: z.int(),
  exemplarTraceId: z.string().describe('the trace with the most'),
});
