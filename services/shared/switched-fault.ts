import { type Fault, LONGEST_MS } from './fault-words.ts';

/** A fault that is active for all requests of a service. */
export interface SwitchedFault {
  readonly delayMs: number;
  readonly jitterMs: number;
  /** Share of the requests that are delayed, 0 to 1. */
  readonly ratio: number;
  /** Share of the requests that get an error response, 0 to 1. */
  readonly errorRate: number;
}

const NONE: SwitchedFault = { delayMs: 0, jitterMs: 0, ratio: 1, errorRate: 0 };
const LIMITS: Readonly<Record<string, number>> = {
  delayMs: LONGEST_MS,
  jitterMs: LONGEST_MS,
  ratio: 1,
  errorRate: 1,
};

/** @param body the parsed JSON. @throws Error naming the invalid field */
export function readSwitchedFault(body: unknown): SwitchedFault {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error(`expected a JSON object with ${Object.keys(LIMITS).join(', ')}`);
  for (const [key, value] of Object.entries(body as Record<string, unknown>)) {
    const most = Object.hasOwn(LIMITS, key) ? LIMITS[key] : undefined;
    if (most === undefined)
      throw new Error(`${key} is not one of ${Object.keys(LIMITS).join(', ')}`);
    if (typeof value !== 'number' || !(value >= 0 && value <= most))
      throw new Error(`${key} is not a number from 0 to ${most}`);
  }
  return { ...NONE, ...body };
}

/** The fault of one request, in the format of `lab.fault`. */
export function drawnFrom(fault: SwitchedFault, service: string): Fault[] {
  const { delayMs, jitterMs, ratio, errorRate } = fault;
  const none = { delayMs: 0, jitterMs: 0, fails: false };
  const slow = Math.random() < ratio;
  return [
    ...(slow && delayMs > 0
      ? [{ ...none, text: `${service}:delay=${timeOf(delayMs)}`, delayMs }]
      : []),
    ...(slow && jitterMs > 0
      ? [{ ...none, text: `${service}:jitter=${timeOf(jitterMs)}`, jitterMs }]
      : []),
    ...(Math.random() < errorRate ? [{ ...none, text: `${service}:error`, fails: true }] : []),
  ];
}

const timeOf = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`);
