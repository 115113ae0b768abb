import * as z from 'zod';

const status = z.object({
  store: z.object({
    traces: z.int(),
    maxTraces: z.int(),
    receivedSpans: z.int(),
    spans: z.int(),
    bytes: z.int(),
    maxBytes: z.int(),
    evictedTraces: z.int(),
  }),
});

/** Contents, bounds and counters of the embedded backend's store: received, stored and evicted. */
export type StoreFigures = z.infer<typeof status>['store'];

const ANSWER_WITHIN_MS = 1_000;

/**
 * Reads from the embedded backend's health port.
 *
 * @param address "127.0.0.1:13133"
 * @returns undefined without a valid response
 */
export async function readStoreFigures(address: string): Promise<StoreFigures | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(`http://${address}/status`, { signal });
    return status.parse(await answer.json()).store;
  } catch {
    return undefined;
  }
}
