/** One fault of a request. */
export interface Fault {
  /** As written: "payment:delay=2s". */
  readonly text: string;
  /** A fixed delay. */
  readonly delayMs: number;
  /** Upper bound of an additional random delay. */
  readonly jitterMs: number;
  /** The request gets an error response. */
  readonly fails: boolean;
}

/** A longer one is ignored: every caller has timed out by then. */
export const LONGEST_MS = 60_000;

/** Several faults are joined by `+`, which baggage allows unescaped: "payment:delay=2s+order:error". */
const AND = '+';
const WORDS =
  /^(?<service>[a-z0-9-]+):(?:(?<kind>delay|jitter)=(?<amount>\d{1,9}(?:\.\d{1,9})?)(?<unit>ms|s|m|h)|error)$/;
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Parses the faults for one service. Invalid ones are ignored, because baggage may come from anywhere.
 *
 * @param baggage the value of `lab.fault`, decoded
 */
export function faultsFor(service: string, baggage: string): Fault[] {
  return baggage.split(AND).flatMap((text) => faultIn(text, service) ?? []);
}

function faultIn(text: string, wanted: string): Fault | undefined {
  const { service, kind, amount, unit = '' } = WORDS.exec(text)?.groups ?? {};
  if (service !== wanted) return undefined;
  const ms = kind === undefined ? 0 : Number(amount) * (MS[unit] ?? Infinity);
  if (ms > LONGEST_MS) return undefined;
  return {
    text,
    delayMs: kind === 'delay' ? ms : 0,
    jitterMs: kind === 'jitter' ? ms : 0,
    fails: kind === undefined,
  };
}
