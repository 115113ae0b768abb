import { parseDurationMs, parseShare } from '../base/duration.ts';
import { drawn, mulberry32, type Random } from '../base/random.ts';

/** A fault that a share of a run's requests carries as baggage; the service that applies it records it in its span. */
export interface CarriedFault {
  /** As written in the baggage: "payment:delay=2s", "order:error". */
  readonly text: string;
  readonly service: string;
  /** Share of the requests, above 0 and up to 1. */
  readonly share: number;
}

/** The baggage key that carries a fault. */
const LAB_FAULT = 'lab.fault';

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

/** The longest delay of a fault as it is written in the baggage, in milliseconds; undefined for an error. */
export function delayOf(text: string): number | undefined {
  const [, amount] = /:(?:delay|jitter)=(.+)$/.exec(text) ?? [];
  return amount === undefined ? undefined : parseDurationMs(amount);
}

/** A zero delay would mark requests that are not slower. */
function isLength(amount: string | undefined): boolean {
  if (amount === undefined) return true;
  const ms = parseDurationMs(amount) ?? 0;
  return ms > 0 && ms <= LONGEST_FAULT_MS;
}

/** How faults are dealt to the requests of a run. */
export interface Dealing {
  /** The same seed deals them to the same requests. */
  readonly seed: number;
  /** Of the whole run; Infinity where it is not known. */
  readonly requests: number;
}

/** As many requests as the dealing makes even; more where less than one of ten carries the fault. */
const BLOCK = 10;

/**
 * The faults of one request after the other, dealt at random within each block of ten, so that neither the order nor
 * the number of workers says which requests carry one. Of n requests a fault with the share s gets exactly ⌊n · s⌋.
 */
export function carrying(
  faults: readonly CarriedFault[],
  { seed, requests }: Dealing,
): () => string | undefined {
  const random = mulberry32(seed);
  const dealt = faults.map(({ share, text }) => ({
    text,
    isNext: dealing(share, requests, random),
  }));
  return () => {
    const carried = dealt.filter(({ isNext }) => isNext());
    return carried.length === 0 ? undefined : carried.map(({ text }) => text).join('+');
  };
}

function dealing(share: number, requests: number, random: Random): () => boolean {
  const block = Math.max(BLOCK, Math.ceil(1 / share));
  let sent = 0;
  let chosen = new Set<number>();
  return () => {
    const at = sent % block;
    if (at === 0) {
      const end = Math.min(sent + block, requests);
      chosen = drawn(countOf(end, share) - countOf(sent, share), end - sent, random);
    }
    sent += 1;
    return chosen.has(at);
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
