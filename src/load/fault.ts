import { parseDurationMs, parseShare } from '../base/duration.ts';

/** A fault that a share of a run's requests carries as baggage; the service that applies it records it in its span. */
export interface CarriedFault {
  /** As written in the baggage: "payment:delay=2s", "order:error". */
  readonly text: string;
  readonly service: string;
  /** Share of the requests, above 0 and up to 1. */
  readonly share: number;
}

/** The baggage key that carries a fault, and the attribute of a span whose service applied it. */
export const LAB_FAULT = 'lab.fault';

/** The services ignore a longer one. */
export const LONGEST_FAULT_MS = 60_000;

/**
 * Parses a fault as a user types it: `payment:delay=2s`, `payment:jitter=100ms` or `payment:error`, optionally followed
 * by `@` and the share of the requests that carry it, `10%` or `0.1` (default: all).
 *
 * @returns undefined for anything else
 */
export function parseCarriedFault(typed: string): CarriedFault | undefined {
  const [, text = '', service = '', amount, share] =
    /^(([a-z0-9-]+):(?:(?:delay|jitter)=([0-9.]+[a-z]+)|error))(?:@(.+))?$/.exec(typed) ?? [];
  const part = share === undefined ? 1 : parseShare(share);
  if (text === '' || !isLength(amount) || !part) return undefined;
  return { text, service, share: part };
}

/** A zero delay would mark requests that are not slower. */
function isLength(amount: string | undefined): boolean {
  if (amount === undefined) return true;
  const ms = parseDurationMs(amount) ?? 0;
  return ms > 0 && ms <= LONGEST_FAULT_MS;
}

/**
 * Says of one request after the other which faults it carries: spread evenly, and the same way in each run. Of n
 * requests a fault with the share s gets exactly ⌊n · s⌋, the last of each 1/s.
 */
export function carrying(faults: readonly CarriedFault[]): () => string | undefined {
  let sent = 0;
  return () => {
    sent += 1;
    const carried = faults.filter(({ share }) => countOf(sent, share) > countOf(sent - 1, share));
    return carried.length === 0 ? undefined : carried.map(({ text }) => text).join('+');
  };
}

/** Tolerates floating point rounding: 30 requests at 0.1 are 3. */
const countOf = (requests: number, share: number): number => Math.floor(requests * share + 1e-9);

/**
 * The header that carries a fault through all services.
 *
 * @see https://www.w3.org/TR/baggage/
 */
export const baggageOf = (fault: string): Readonly<Record<string, string>> => ({
  baggage: `${LAB_FAULT}=${encodeURIComponent(fault)}`,
});
