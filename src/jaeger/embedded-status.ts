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
  /** Requests by reason. */
  refused: z.record(z.string(), z.int()),
});

/** Contents, bounds and counters of the embedded backend's store, and the requests that it refused. */
export type EmbeddedStatus = z.infer<typeof status>;

const ANSWER_WITHIN_MS = 1_000;

/**
 * Reads from the embedded backend's health port.
 *
 * @param address "127.0.0.1:13133"
 * @returns undefined without a valid response
 */
export async function readEmbeddedStatus(address: string): Promise<EmbeddedStatus | undefined> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(`http://${address}/status`, { signal });
    return status.parse(await answer.json());
  } catch {
    return undefined;
  }
}
