import { attributeText } from '../model/attribute-text.ts';
import type { AttributeValue, Span, Trace } from '../model/trace.ts';
import type { ComparedAttribute, Pair } from './compare-finding.ts';
import { mapPair } from './pair.ts';

/** Below this many traces in a group its attributes are counted, and no share is made of them. */
export const FEWEST_FOR_SHARES = 8;

/** A difference of shares below this is what chance alone does to groups of this size. */
const LEAST_DIFFERENCE = 0.2;
const MOST_ATTRIBUTES = 10;
/** Candidates that are looked at for what follows from what. */
const MOST_CANDIDATES = 200;

/** Keys whose values name one thing each: an id, a port of the moment, a moment, a text with ids in it. */
const IDENTIFYING =
  /(^|[._-])(id|ids|uuid|guid|pid|port|timestamp|time|token|key|session|traceparent)$|^thread\.|^url\.full$|^http\.url$|^http\.target$|^url\.path$|^url\.query$/i;
/** What says which SDK made a span, not what it did. */
const MACHINERY = /^(telemetry\.|otel\.|internal\.|process\.|host\.|os\.|code\.)/;
const LOOKS_LIKE_AN_ID = /^(?=.*\d)[0-9a-f-]{12,}$/i;

/** The traces that have an attribute, by their places in the list of all, ascending. */
type Holders = readonly number[];

interface Candidate {
  readonly key: string;
  readonly service: string;
  readonly holders: Holders;
  readonly presentIn: Pair<number>;
  /** Difference of the shares of traces that have it. */
  readonly apart: number;
}

/**
 * Attributes that the spans of one group have more often than those of the other, largest difference of shares first.
 * An attribute counts once in a trace, however many spans of the service have it. Passed over is what names one request
 * only (ids, ports, values seen once), what chance alone gives to so few traces, and what follows from an attribute that
 * divides the groups as well or better: it holds in all traces in which that one holds.
 *
 * @param near of several that divide the groups equally, one of this service is preferred
 * @see https://docs.honeycomb.io/investigate/analyze/identify-outliers/ (BubbleUp)
 */
export function compareAttributes(
  traces: Pair<readonly Trace[]>,
  near?: string,
): ComparedAttribute[] {
  const n = mapPair(traces, ({ length }) => length);
  const candidates = candidatesOf(traces)
    .filter((one) => isTelling(one, n))
    .sort(
      (x, y) =>
        y.apart - x.apart ||
        Number(y.service === near) - Number(x.service === near) ||
        (x.key < y.key ? -1 : 1),
    );
  // Of two traces each value holds in one, so that all would follow from the first.
  const isPair = n.a + n.b <= 2;
  const kept = isPair ? candidates.map((one) => ({ one, implied: 0 })) : independent(candidates);
  return kept.slice(0, MOST_ATTRIBUTES).map(({ one: { key, presentIn }, implied }) => {
    const [service, name, value] = JSON.parse(key) as [string, string, string];
    return { service, key: name, value, presentIn, implied };
  });
}

const isFew = ({ a, b }: Pair<number>): boolean => Math.min(a, b) < FEWEST_FOR_SHARES;

/** Whether more than chance is needed to explain it. */
function isTelling({ holders, apart }: Candidate, n: Pair<number>): boolean {
  // In two traces every value is seen once; there a difference is all that can be said.
  if (n.a + n.b <= 2) return apart > 0;
  if (holders.length === 1) return false;
  return isFew(n) ? apart > ofFairCoins(n) : apart >= LEAST_DIFFERENCE;
}

/** Two standard deviations of the difference of two shares, if each trace had the attribute with probability 1/2. */
const ofFairCoins = ({ a, b }: Pair<number>): number => 2 * Math.sqrt(0.25 / a + 0.25 / b);

/** Those that do not hold wherever one before them does. */
function independent(
  candidates: readonly Candidate[],
): { readonly one: Candidate; readonly implied: number }[] {
  const kept: { one: Candidate; implied: number }[] = [];
  for (const one of candidates.slice(0, MOST_CANDIDATES)) {
    const holders = new Set(one.holders);
    const better = kept.find((other) => other.one.holders.every((trace) => holders.has(trace)));
    if (better === undefined) kept.push({ one, implied: 0 });
    else better.implied += 1;
  }
  return kept;
}

function candidatesOf({ a, b }: Pair<readonly Trace[]>): Candidate[] {
  const holders = new Map<string, number[]>();
  for (const [at, trace] of [...a, ...b].entries())
    for (const key of new Set(trace.spans.flatMap(attributesOf))) {
      const known = holders.get(key);
      if (known === undefined) holders.set(key, [at]);
      else known.push(at);
    }
  return Array.from(holders, ([key, own]) => {
    const inA = own.filter((at) => at < a.length).length;
    const presentIn = { a: inA, b: own.length - inA };
    const apart = Math.abs(presentIn.b / b.length - presentIn.a / a.length);
    const [service] = JSON.parse(key) as [string];
    return { key, service, holders: own, presentIn, apart };
  });
}

function attributesOf(span: Span): string[] {
  const { service, attributes } = span.resource;
  const own: Record<string, AttributeValue> = { ...attributes, ...span.attributes };
  const said = Object.entries(own).flatMap(([key, value]) => {
    if (IDENTIFYING.test(key) || MACHINERY.test(key)) return [];
    const text = attributeText(value);
    return LOOKS_LIKE_AN_ID.test(text) ? [] : [JSON.stringify([service, key, text])];
  });
  // The status is not an attribute, but is looked for like one.
  return span.status === 'error' ? [...said, JSON.stringify([service, 'status', 'error'])] : said;
}
