import { assembleTrace } from '../../src/model/assemble.ts';
import type { AttributeValue, Span, SpanKind, SpanStatus, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';

/**
 * What was sent, as the model has it: read from the OTLP that the recorded Jaegers were given, with no code of the
 * client and with other arithmetic.
 */

interface WireAttribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly boolValue?: boolean;
    readonly intValue?: string;
    readonly doubleValue?: number | string;
    readonly bytesValue?: string;
    readonly arrayValue?: { readonly values: readonly WireAttribute['value'][] };
    readonly kvlistValue?: { readonly values: readonly WireAttribute[] };
  };
}

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly WireAttribute[];
  readonly events?: readonly {
    readonly timeUnixNano: string;
    readonly name: string;
    readonly attributes?: readonly WireAttribute[];
  }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

export interface OtlpInput {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly WireAttribute[] };
    readonly scopeSpans: readonly {
      readonly scope?: { readonly name: string; readonly version: string };
      readonly spans: readonly WireSpan[];
    }[];
  }[];
}

const KINDS: readonly SpanKind[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];
const STATUSES: readonly SpanStatus[] = ['unset', 'ok', 'error'];

/** The traces that were sent, by id. `error` = true is said by the status, and is not an attribute of the model. */
export function expectedTraces(input: OtlpInput): Map<string, Trace> {
  const spans = input.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const { 'service.name': service = '', ...attributes } = attributesOf(resource.attributes);
    return scopeSpans.flatMap(({ scope = { name: '', version: '' }, spans: wire }) =>
      wire.map((span) => spanOf(span, { service: text(service), attributes }, scope)),
    );
  });
  const ids = [...new Set(spans.map(({ traceId }) => traceId))];
  return new Map(
    ids.map((id) => [id, assembleTrace(spans.filter(({ traceId }) => traceId === id))]),
  );
}

function spanOf(wire: WireSpan, resource: Span['resource'], scope: Span['scope']): Span {
  const { error, ...attributes } = attributesOf(wire.attributes);
  return {
    traceId: wire.traceId,
    spanId: wire.spanId,
    parentSpanId: wire.parentSpanId,
    resource: { ...resource, service: resource.service || 'unknown_service' },
    name: wire.name || 'empty-span-name',
    kind: KINDS[wire.kind]!,
    ...times(BigInt(wire.startTimeUnixNano), BigInt(wire.endTimeUnixNano)),
    status: error === true ? 'error' : STATUSES[wire.status?.code ?? 0]!,
    statusMessage: wire.status?.message ?? '',
    attributes: error === undefined || error === true ? attributes : { ...attributes, error },
    ...attached(wire),
    scope,
    warnings: [],
  };
}

function times(
  start: bigint,
  end: bigint,
): Pick<Span, 'startUs' | 'startNanos' | 'durationUs' | 'endNanos' | 'endFault'> {
  const length = end > start ? end - start : 0n;
  return {
    startUs: micros(Number(start / 1000n)),
    startNanos: Number(start % 1000n),
    durationUs: micros(Number(length / 1000n)),
    endNanos: Number((start + length) % 1000n),
    ...(end < start && { endFault: 'ends-before-start' }),
  };
}

function attached({ events = [], links = [] }: WireSpan): Pick<Span, 'events' | 'links'> {
  return {
    events: events
      .map((event) => ({
        name: event.name,
        timeUs: micros(Number(BigInt(event.timeUnixNano) / 1000n)),
        attributes: attributesOf(event.attributes),
      }))
      .sort((a, b) => a.timeUs - b.timeUs || (a.name < b.name ? -1 : 1)),
    links: links.map(({ traceId, spanId }) => ({ traceId, spanId, attributes: {} })),
  };
}

function attributesOf(list: readonly WireAttribute[] = []): Record<string, AttributeValue> {
  return Object.fromEntries(list.map(({ key, value }) => [key, valueOf(value)]));
}

function valueOf(value: WireAttribute['value']): AttributeValue {
  if (value.intValue !== undefined) {
    const exact = BigInt(value.intValue);
    return BigInt(Number(exact)) === exact && Math.abs(Number(exact)) < 2 ** 53
      ? Number(exact)
      : exact;
  }
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue) return value.arrayValue.values.map(valueOf);
  if (value.kvlistValue) return attributesOf(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.bytesValue ?? '';
}

const text = (value: AttributeValue): string => (typeof value === 'string' ? value : '');

/** What some versions and routes lose (test/fixtures/jaeger/README.md), lost here too. */
export interface Losses {
  readonly listsAreText?: boolean;
  readonly noNanos?: boolean;
}

/** All that can be compared of a trace. Warnings are each version's own. */
export function comparable(trace: Trace, losses: Losses = {}): unknown {
  return {
    traceId: trace.traceId,
    spans: trace.spans.map((span) => ({ ...lost(span, losses), warnings: [] })),
    roots: trace.roots.map(({ spanId }) => spanId),
    tops: trace.tops.map(({ spanId }) => spanId),
    children: trace.spans.map(({ spanId }) => trace.children(spanId).map((span) => span.spanId)),
    problems: trace.problems,
  };
}

function lost(span: Span, { listsAreText = false, noNanos = false }: Losses): Span {
  const flat = (attributes: Span['attributes']): Span['attributes'] =>
    listsAreText
      ? Object.fromEntries(
          Object.entries(attributes).map(([key, value]) => [
            key,
            typeof value === 'object' ? JSON.stringify(value) : value,
          ]),
        )
      : attributes;
  return {
    ...span,
    resource: { ...span.resource, attributes: flat(span.resource.attributes) },
    attributes: flat(span.attributes),
    events: span.events.map((event) => ({ ...event, attributes: flat(event.attributes) })),
    ...(noNanos && { startNanos: 0, endNanos: 0 }),
  };
}
