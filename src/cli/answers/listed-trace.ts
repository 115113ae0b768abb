import * as z from 'zod';

/** A trace as a list has it, in JSON. */
export const listedTrace = z.object({
  traceId: z.string(),
  start: z.string(),
  root: z.object({ service: z.string(), operation: z.string() }).optional(),
  durationUs: z.int().describe('of the root span, else of the whole trace'),
  traceUs: z.int().describe('from the first start to the last end'),
  spans: z.int(),
  services: z.array(z.string()),
  errors: z.int().describe('spans that failed'),
  complete: z.boolean(),
  impossibleTimes: z.int().describe('spans whose times cannot be'),
});
