import type { RequestRecord } from '../load/request-record.ts';
import { decisionMs, type TailPolicy } from '../runtime/jaeger-setup.ts';

/** From the end of a decision until a kept trace is readable: its batch, and the storage. */
const READABLE_AFTER_MS = 1_500;

/**
 * What a tail sampler does with the trace of a request, as far as the request shows it. `either`: its duration is so
 * near to the limit that the trace may be on the other side of it, or its failure left no failed span.
 */
export type TailFate = 'kept' | 'sampled' | 'either';

/** A request takes longer than its trace: by the connection, and by the client's own delays. */
const CLEARLY = 1.5;

export function tailFate(
  { sentMs, finishedMs, status, failure }: RequestRecord,
  { errors, slowMs = Infinity }: TailPolicy,
): TailFate {
  const tookMs = finishedMs - sentMs;
  if (errors && status !== undefined && status >= 500) return 'kept';
  if (tookMs > slowMs * CLEARLY) return 'kept';
  return tookMs > slowMs || (errors && failure !== undefined) ? 'either' : 'sampled';
}

/** How long after a request ended it is known whether its trace is kept. */
export const tailDecidedMs = (policy: TailPolicy): number => decisionMs(policy) + READABLE_AFTER_MS;
