/** One thing that is to go wrong with a request on purpose. */
export interface Fault {
  /** As it was written: "payment:delay=2s". */
  readonly text: string;
  /** At least this long. */
  readonly delayMs: number;
  /** A random time up to this on top. */
  readonly jitterMs: number;
  /** The request is answered with an error. */
  readonly fails: boolean;
}

/** A longer one is ignored: every caller has given up by then. */
export const LONGEST_MS = 60_000;

/** Written one after the other with `+`, which baggage takes as it is: "payment:delay=2s+order:error". */
const AND = '+';
const WORDS =
  /^(?<service>[a-z0-9-]+):(?:(?<kind>delay|jitter)=(?<amount>\d{1,9}(?:\.\d{1,9})?)(?<unit>ms|s|m|h)|error)$/;
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * The faults that are meant for one service. What is not understood is nobody's fault: baggage may come from anywhere.
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
