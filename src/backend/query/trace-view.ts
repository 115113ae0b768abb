import { attributesJson, spanJson } from '../../otlp/to-json.ts';
import type { KeyValue, Span } from '../../otlp/types.ts';
import type { StoredSpan, StoredTrace } from '../store/span-store.ts';
import { PAUSE, STEPS, type Work } from '../turns.ts';
import { byKey } from './attributes.ts';
import { skewWarnings, type TimedSpan } from './clock-skew.ts';
import { groupBy } from '../../base/group-by.ts';
import type { ReadSpan, SpanView, TraceView } from './span-view.ts';

/**
 * A trace as Jaeger 2.20 gives it out. Like there, spans are made complete for every reader: a name for those
 * without one, and an end after the start. Unless they are read raw, repeated spans are left out, attributes and
 * events are in order, and spans without their parent or at odds with its times carry a warning. Nothing of the
 * store is changed, so that each reading gives the same.
 *
 * @returns a view without spans for a trace that has gone since it was found
 */
export function* viewOf(trace: StoredTrace, raw: boolean): Work<TraceView> {
  const { traceId } = trace;
  const stored = trace.spans();
  if (raw) return { traceId, spans: stored.map((one) => view(one, completed)) };
  const outlines = yield* withoutRepeated(yield* outlinesOf(stored));
  const skewed = yield* skewWarnings(outlines);
  return {
    traceId,
    spans: outlines.map(({ stored: one }, index) =>
      view(one, (span) => withWarnings(completed(span), skewed.get(index))),
    ),
  };
}

/** Views of several traces, each to be made when its turn comes. */
export function* viewsOf(traces: readonly StoredTrace[], raw: boolean): Iterable<Work<TraceView>> {
  for (const trace of traces) yield viewOf(trace, raw);
}

const view = (stored: StoredSpan, read: (span: Span) => ReadSpan): SpanView => {
  const { resource, service, scope } = stored;
  return { resource, service, scope, read: () => read(stored.span) };
};

/** What must be known of all spans of a trace before one of them can be given out. */
interface Outline extends TimedSpan {
  readonly stored: StoredSpan;
}

function* outlinesOf(stored: readonly StoredSpan[]): Work<Outline[]> {
  const outlines: Outline[] = [];
  for (const one of stored) {
    const { spanId, parentSpanId, startTimeUnixNano: start, endTimeUnixNano } = one.span;
    const end = endAfter(start, endTimeUnixNano);
    outlines.push({ stored: one, resource: one.resource, spanId, parentSpanId, start, end });
    if (outlines.length % STEPS === 0) yield PAUSE;
  }
  return outlines;
}

const endAfter = (start: bigint, end: bigint): bigint => (end > start ? end : start + 1n);

const NO_WARNINGS: readonly string[] = [];

/** With the end as it was sent: nothing else distinguishes a span that never ended from one without a length. */
const negative = (endNanos: bigint): string[] => {
  const [whole, nanos] = [endNanos / 1_000_000_000n, endNanos % 1_000_000_000n];
  const second = new Date(Number(whole) * 1000).toISOString().slice(0, 19);
  const end = `${second}.${String(nanos).padStart(9, '0')}Z`;
  return [`Negative duration detected: the end, ${end}, was set to 1 ns after the start`];
};

function completed(span: Span): ReadSpan {
  const { name, startTimeUnixNano: start, endTimeUnixNano } = span;
  const isNegative = endTimeUnixNano <= start;
  if (name !== '' && !isNegative) return { span, warnings: NO_WARNINGS };
  const endTime = endAfter(start, endTimeUnixNano);
  return {
    span: { ...span, name: name || 'empty-span-name', endTimeUnixNano: endTime },
    warnings: isNegative ? negative(endTimeUnixNano) : NO_WARNINGS,
  };
}

const withWarnings = (
  { span, warnings }: ReadSpan,
  more: readonly string[] = NO_WARNINGS,
): ReadSpan => ({
  span: inOrderSpan(span),
  warnings: more.length === 0 ? warnings : [...warnings, ...more],
});

/** Spans whose content, resource and scope are those of an earlier one are left out. */
function* withoutRepeated(outlines: readonly Outline[]): Work<readonly Outline[]> {
  const byId = groupBy(outlines, ({ spanId }) => spanId);
  if (byId.size === outlines.length) return outlines;
  const repeated = new Set<Outline>();
  for (const same of byId.values()) {
    const contents = new Set<string>();
    if (same.length === 1) continue;
    for (const outline of same) {
      const content = contentOf(outline.stored);
      if (contents.has(content)) repeated.add(outline);
      contents.add(content);
      yield PAUSE;
    }
  }
  return outlines.filter((outline) => !repeated.has(outline));
}

function contentOf({ resource, scope, span }: StoredSpan): string {
  const sorted = (attributes: readonly KeyValue[]): string => attributesJson(byKey(attributes));
  return JSON.stringify([
    sorted(resource.attributes),
    [scope.name, scope.version, sorted(scope.attributes)],
    spanJson(inOrderSpan(span)),
  ]);
}

function inOrderSpan(span: Span): Span {
  const attributes = byKey(span.attributes);
  if (attributes === span.attributes && span.events.length === 0 && span.links.length === 0)
    return span;
  return {
    ...span,
    attributes,
    events: span.events
      .map((event) => ({ ...event, attributes: byKey(event.attributes) }))
      .sort((a, b) => Number(a.timeUnixNano - b.timeUnixNano)),
    // A link to nowhere says nothing.
    links: span.links
      .filter(({ traceId, spanId }) => traceId !== '' || spanId !== '')
      .map((link) => ({ ...link, attributes: byKey(link.attributes) })),
  };
}
