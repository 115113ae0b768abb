import { groupBy } from '../base/group-by.ts';
import { KINDS, STATUSES } from '../jaeger/attributes.ts';
import type { Attributes, AttributeValue, Resource, Span, Trace } from '../model/trace.ts';

/**
 * A trace as a line of OTLP JSON, as the Collector's file exporter writes them. It is read back as the same trace, and
 * written again as the same line: what normal form does not have (trace state, flags, counts of what was dropped) is lost.
 *
 * @returns with the line break
 */
export function otlpLine(trace: Trace): string {
  const spans = [...trace.spans, ...trace.leftOut];
  const byResource = groupBy(spans, ({ resource }) => textOf(resourceJson(resource)));
  const resourceSpans = Array.from(byResource, ([, ofResource]) => ({
    resource: resourceJson(first(ofResource).resource),
    scopeSpans: Array.from(
      groupBy(ofResource, ({ scope }) => `${scope.name}\n${scope.version}`),
      ([, ofScope]) => ({ scope: scopeJson(first(ofScope)), spans: ofScope.map(spanJson) }),
    ),
  }));
  return `${textOf({ resourceSpans })}\n`;
}

type Json = Readonly<Record<string, unknown>>;

const textOf = (json: Json): string => JSON.stringify(json);

function first(spans: readonly Span[]): Span {
  const [span] = spans;
  if (span === undefined) throw new Error('a group has at least one span');
  return span;
}

const resourceJson = ({ service, attributes }: Resource): Json => ({
  attributes: listOf({ 'service.name': service, ...attributes }),
});

const scopeJson = ({ scope: { name, version } }: Span): Json => ({
  ...(name !== '' && { name }),
  ...(version !== '' && { version }),
});

function spanJson(span: Span): Json {
  const { attributes, warnings, status, statusMessage: message } = span;
  const remarks = warnings.length === 0 ? {} : { '@jaeger@warnings': warnings };
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: nanos(span.startUs, span.startNanos),
    endTimeUnixNano: endOf(span),
    ...some('attributes', listOf({ ...attributes, ...remarks })),
    ...some(
      'events',
      span.events.map((event) => ({
        timeUnixNano: nanos(event.timeUs, 0),
        name: event.name,
        ...some('attributes', listOf(event.attributes)),
      })),
    ),
    ...some(
      'links',
      span.links.map(({ traceId, spanId, attributes: ofLink }) => ({
        traceId,
        spanId,
        ...some('attributes', listOf(ofLink)),
      })),
    ),
    status: {
      ...(message !== '' && { message }),
      ...(status !== 'unset' && { code: STATUSES.indexOf(status) }),
    },
  };
}

const some = (key: string, list: readonly unknown[]): Json =>
  list.length === 0 ? {} : { [key]: list };

const nanos = (us: number, below: number): string =>
  us === 0 ? String(below) : `${us}${String(below).padStart(3, '0')}`;

/** Of a span without a valid end, one that is read as the same fault. */
function endOf({ startUs, startNanos, durationUs, endNanos, endFault }: Span): string {
  if (endFault === 'no-end') return '0';
  if (endFault === 'ends-before-start') return nanos(Math.max(0, startUs - 1), 0);
  return nanos(startUs + durationUs + (endNanos < startNanos ? 1 : 0), endNanos);
}

const listOf = (attributes: Attributes): Json[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }));

function valueJson(value: AttributeValue): Json {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'bigint':
      return { intValue: String(value) };
    case 'number':
      return numberJson(value);
  }
  return isList(value)
    ? { arrayValue: { values: value.map(valueJson) } }
    : { kvlistValue: { values: listOf(value) } };
}

/** Whether a number was sent as an integer is not known any more; as one it has all its digits. */
function numberJson(value: number): Json {
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value);
