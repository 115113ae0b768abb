import * as z from 'zod';

/** A fault that is switched on at a service. */
export const switchedFault = z.object({
  service: z.string(),
  delayMs: z.number().describe('milliseconds that a request is held up'),
  jitterMs: z.number().describe('milliseconds up to which a random time is added'),
  ratio: z.number().describe('share of the requests that are held up, 0 to 1'),
  errorRate: z.number().describe('share of the requests that are answered with an error, 0 to 1'),
});
