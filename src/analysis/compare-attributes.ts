import { attributeText } from '../model/attribute-text.ts';
import type { AttributeValue, Span, Trace } from '../model/trace.ts';
import type { ComparedAttribute, Pair } from './compare-finding.ts';

/** Below this many traces in a group its attributes are counted, and no share is made of them. */
export const FEWEST_FOR_SHARES = 8;

/** A difference of shares below this is what chance alone does to groups of this size. */
const LEAST_DIFFERENCE = 0.2;
const MOST_ATTRIBUTES = 10;

/** Keys whose values name one thing each: an id, a port of the moment, a moment, a text with ids in it. */
const IDENTIFYING =
  /(^|[._-])(id|ids|uuid|guid|pid|port|timestamp|time|token|key|session|traceparent)$|^thread\.|^url\.full$|^http\.url$|^http\.target$|^url\.path$|^url\.query$/i;
/** What says which SDK made a span, not what it did. */
const MACHINERY = /^(telemetry\.|otel\.|internal\.|process\.|host\.|os\.|code\.)/;
const LOOKS_LIKE_AN_ID = /^(?=.*\d)[0-9a-f-]{12,}$/i;

/**
 * Attributes that the spans of one group have more often than those of the other, largest difference of shares first.
 * An attribute counts once in a trace, however many spans of the service have it. What names one request only (ids,
 * ports, values seen once) is passed over.
 *
 * @see https://docs.honeycomb.io/investigate/analyze/identify-outliers/ (BubbleUp)
 */
export function compareAttributes(traces: Pair<readonly Trace[]>): ComparedAttribute[] {
  const counts = { a: countIn(traces.a), b: countIn(traces.b) };
  const n = { a: traces.a.length, b: traces.b.length };
  const isFew = Math.min(n.a, n.b) < FEWEST_FOR_SHARES;
  const keys = new Set([...counts.a.keys(), ...counts.b.keys()]);
  return Array.from(keys, (key) => {
    const presentIn = { a: counts.a.get(key) ?? 0, b: counts.b.get(key) ?? 0 };
    const apart = presentIn.b / n.b - presentIn.a / n.a;
    return { key, presentIn, apart: Math.abs(apart) };
  })
    .filter(({ presentIn, apart }) => {
      // In two traces every value is seen once; there a difference is all that can be said.
      const isOnce = presentIn.a + presentIn.b === 1 && n.a + n.b > 2;
      return !isOnce && apart > 0 && (isFew || apart >= LEAST_DIFFERENCE);
    })
    .sort((x, y) => y.apart - x.apart || (x.key < y.key ? -1 : 1))
    .slice(0, MOST_ATTRIBUTES)
    .map(({ key, presentIn }) => {
      const [service, name, value] = JSON.parse(key) as [string, string, string];
      return { service, key: name, value, presentIn };
    });
}

function countIn(traces: readonly Trace[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const trace of traces) {
    const inTrace = new Set(trace.spans.flatMap(attributesOf));
    for (const key of inTrace) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
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
