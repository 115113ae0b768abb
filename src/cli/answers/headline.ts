import * as z from 'zod';

export const interval = z.object({ fromUs: z.int(), toUs: z.int() });

/** What the answer comes down to. */
export const headline = z
  .object({
    kind: z.enum([
      'place',
      'n-plus-one',
      'wait',
      'failure',
      'clocks',
      'difference',
      'drift',
      'no-difference',
      'verified',
      'not-verified',
    ]),
    service: z.string().optional(),
    operation: z.string().optional(),
    callee: z.string().optional(),
    group: z.string().optional().describe('value of a row, by service or attribute'),
    share: z.number().optional().describe('0 to 1; of the time, the requests or the difference'),
    us: z.number().optional().describe('the time that it is about'),
    ofUs: z.number().optional().describe('the time that this is a part of'),
    count: z.int().optional(),
    of: z.int().optional(),
    reason: z.string().optional(),
    deltaUs: z.number().optional().describe('mean b less mean a'),
    interval: interval.optional().describe('95 % of deltaUs'),
    attribute: z
      .object({
        service: z.string(),
        key: z.string(),
        value: z.string(),
        presentIn: z.object({ a: z.int(), b: z.int() }),
      })
      .optional(),
    spansPerTrace: z.object({ a: z.number(), b: z.number() }).optional(),
  })
  .optional()
  .describe('the main finding; absent where nothing is large enough');
