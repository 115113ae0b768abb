import type { KeyValue, Span } from '../otlp.ts';
import type { StoredSpan, StoredTrace } from '../store/span-store.ts';
import { skewWarnings } from './clock-skew.ts';
import { groupBy } from './group-by.ts';
import { otlpSpanJson } from './otlp-json.ts';
import type { SpanView, TraceView } from './span-view.ts';
import { byKey, otlpAttributesJson } from './values.ts';

/**
 * A trace as Jaeger 2.20 gives it out. Like there, spans are made complete whoever reads them: a name for those
 * without one, and an end after the start. Unless they are read raw, repeated spans are left out, attributes and
 * events are in order, and spans without their parent or at odds with its times carry a warning. Nothing of the
 * store is changed, so that each reading gives the same.
 */
export function viewOf(trace: StoredTrace, raw: boolean): TraceView {
  const stored = trace.spans();
  if (raw) return { traceId: trace.traceId, spans: stored.map(completed) };
  const spans = withoutRepeated(stored).map(completed);
  const skewed = skewWarnings(spans);
  return {
    traceId: trace.traceId,
    spans: spans.map((view, index) => {
      const warnings = skewed.get(index);
      return inOrder(
        warnings === undefined ? view : { ...view, warnings: [...view.warnings, ...warnings] },
      );
    }),
  };
}

/** Views of several traces, each made when its turn comes; one that was evicted by then is left out. */
export function* viewsOf(traces: readonly StoredTrace[], raw: boolean): Iterable<TraceView> {
  for (const trace of traces) {
    const view = viewOf(trace, raw);
    if (view.spans.length > 0) yield view;
  }
}

const NO_WARNINGS: readonly string[] = [];
const NEGATIVE = 'Negative duration detected: the end was set to 1 ns after the start';

function completed({ resource, service, scope, span }: StoredSpan): SpanView {
  const isNamed = span.name !== '';
  const isNegative = span.endTimeUnixNano <= span.startTimeUnixNano;
  const whole =
    isNamed && !isNegative
      ? span
      : {
          ...span,
          name: span.name || 'empty-span-name',
          ...(isNegative && { endTimeUnixNano: span.startTimeUnixNano + 1n }),
        };
  const warnings = isNegative ? [NEGATIVE] : NO_WARNINGS;
  return { resource, service, scope, span: whole, warnings };
}

/** Spans whose content, resource and scope are those of an earlier one are left out. */
function withoutRepeated(spans: readonly StoredSpan[]): readonly StoredSpan[] {
  const byId = groupBy(spans, ({ span }) => span.spanId);
  if (byId.size === spans.length) return spans;
  const repeated = new Set<StoredSpan>();
  for (const same of byId.values()) {
    const contents = new Set<string>();
    if (same.length === 1) continue;
    for (const stored of same) {
      const content = contentOf(stored);
      if (contents.has(content)) repeated.add(stored);
      contents.add(content);
    }
  }
  return spans.filter((stored) => !repeated.has(stored));
}

function contentOf({ resource, scope, span }: StoredSpan): string {
  const sorted = (attributes: readonly KeyValue[]): string => otlpAttributesJson(byKey(attributes));
  return JSON.stringify([
    sorted(resource.attributes),
    [scope.name, scope.version, sorted(scope.attributes)],
    otlpSpanJson(inOrderSpan(span), NO_WARNINGS),
  ]);
}

const inOrder = (view: SpanView): SpanView => {
  const span = inOrderSpan(view.span);
  return span === view.span ? view : { ...view, span };
};

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
      .filter((link) => !(/^0*$/.test(link.traceId) && /^0*$/.test(link.spanId)))
      .map((link) => ({ ...link, attributes: byKey(link.attributes) })),
  };
}
