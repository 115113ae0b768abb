import { attributeText } from './attribute-text.ts';
import { splitShared } from './shared-ids.ts';
import type { Attributes, Span, TraceProblem } from './trace.ts';

/** One span for each span id, and the ids under which different ones came. */
export interface Merged {
  readonly byId: ReadonlyMap<string, Span>;
  readonly conflicts: TraceProblem[];
  /** Of the different ones, all but the earliest. */
  readonly leftOut: readonly Span[];
}

const NOTHING: readonly Span[] = [];

/**
 * Merges spans that came more than once (an exporter that retried, an archived trace). Identical ones become one,
 * with the warnings of all, because Jaeger remarks only on the copies. Of different ones under one id the earliest
 * is kept, and the id is a conflict.
 */
export function mergeRepeated(received: readonly Span[]): Merged {
  const byId = new Map<string, Span>();
  for (const span of received) byId.set(span.spanId, span);
  if (byId.size === received.length) return { byId, conflicts: [], leftOut: NOTHING };
  const spans = splitShared(received);
  byId.clear();
  const copies = new Map<string, Span[]>();
  for (const span of spans) {
    const before = copies.get(span.spanId);
    if (before === undefined) copies.set(span.spanId, [span]);
    else before.push(span);
  }
  const conflicting: string[] = [];
  const leftOut: Span[] = [];
  for (const [spanId, found] of copies) {
    const [earliest, ...others] = distinct(found);
    if (earliest !== undefined) byId.set(spanId, earliest);
    if (others.length > 0) conflicting.push(spanId);
    leftOut.push(...others);
  }
  return {
    byId,
    conflicts: conflicting.sort().map((spanId) => ({ kind: 'conflicting-span-id', spanId })),
    leftOut,
  };
}

/** The different versions among spans of one id, earliest first, each with the warnings of all its copies. */
function distinct(copies: readonly Span[]): readonly Span[] {
  if (copies.length === 1) return copies;
  const byContent = new Map<string, Span>();
  for (const copy of copies) {
    const content = contentOf(copy);
    const same = byContent.get(content);
    byContent.set(content, same === undefined ? copy : moreExact(same, copy));
  }
  return [...byContent]
    .sort(([a, first], [b, second]) => earlier(first, second) || (a < b ? -1 : 1))
    .map(([, span]) => span);
}

const earlier = (a: Span, b: Span): number => a.startUs - b.startUs || a.startNanos - b.startNanos;

/** With the warnings of both. */
function moreExact(a: Span, b: Span): Span {
  const [better, other] = a.startNanos + a.endNanos < b.startNanos + b.endNanos ? [b, a] : [a, b];
  return withWarnings(better, other.warnings);
}

function withWarnings(span: Span, more: readonly string[]): Span {
  return { ...span, warnings: [...new Set([...span.warnings, ...more])].sort() };
}

/**
 * All that the span itself says, in one text. It is equal for one span in two of Jaeger's formats: the older one keeps no
 * nanoseconds, and of lists their text. Jaeger's remarks are not part of it.
 */
function contentOf(span: Span): string {
  const { attributes, resource, events, links } = span;
  const comparable = {
    ...{ ...span, warnings: [], startNanos: 0, endNanos: 0, attributes: asText(attributes) },
    resource: { ...resource, attributes: asText(resource.attributes) },
    events: events.map((event) => ({ ...event, attributes: asText(event.attributes) })),
    links: links.map((link) => ({ ...link, attributes: asText(link.attributes) })),
  };
  return JSON.stringify(comparable, (_key, value: unknown) => {
    if (typeof value === 'bigint') return { '\u0000bigint': value.toString() };
    if (typeof value === 'number' && !Number.isFinite(value))
      return { '\u0000number': String(value) };
    return isRecord(value) ? inKeyOrder(value) : value;
  });
}

const asText = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      Array.isArray(value) ? attributeText(value) : value,
    ]),
  );

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inKeyOrder(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
