import type { KeyValue, Scope, Span, SpanEvent, SpanLink } from '../otlp.ts';
import type { Work } from '../turns.ts';
import { groupBy } from '../../base/group-by.ts';
import type { SpanView, TraceView } from './span-view.ts';
import { byKey, otlpAttributesJson } from './values.ts';

/**
 * Traces in the form of API v3: OTLP's JSON, several traces one after the other. Made piece by piece.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function* otlpJson(traces: Iterable<Work<TraceView>>): Iterable<string> {
  yield '{"result":{"resourceSpans":[';
  let separator = '';
  for (const trace of traces) {
    const { spans } = yield* trace;
    for (const ofResource of groupBy(spans, ({ resource }) => resource).values()) {
      yield separator;
      yield* resourceSpans(ofResource);
      separator = ',';
    }
  }
  yield ']}}\n';
}

function* resourceSpans(spans: readonly SpanView[]): Iterable<string> {
  const [first] = spans;
  if (first === undefined) return;
  yield `{"resource":${resourceJson(first)},"scopeSpans":[`;
  let separator = '';
  for (const ofScope of groupBy(spans, ({ scope }) => scope).values()) {
    const [{ scope } = first] = ofScope;
    yield `${separator}{"scope":${scopeJson(scope)},"spans":[`;
    for (const [index, view] of ofScope.entries()) {
      const { span, warnings } = view.read();
      yield `${index === 0 ? '' : ','}${otlpSpanJson(span, warnings)}`;
    }
    yield ']}';
    separator = ',';
  }
  yield ']}';
}

/** Its attributes in order, with the name that Jaeger gives a service that has none. */
export function attributesOfResource({ resource, service }: SpanView): readonly KeyValue[] {
  const { attributes } = resource;
  const isNamed = attributes.some(({ key, value }) => key === 'service.name' && value === service);
  if (isNamed) return byKey(attributes);
  const others = attributes.filter(({ key }) => key !== 'service.name');
  return byKey([...others, { key: 'service.name', value: service }]);
}

const resourceJson = (view: SpanView): string =>
  messageJson([
    list('attributes', attributesOfResource(view)),
    count('droppedAttributesCount', view.resource.droppedAttributesCount),
  ]);

const scopeJson = ({ name, version, attributes, droppedAttributesCount }: Scope): string =>
  messageJson([
    text('name', name),
    text('version', version),
    list('attributes', attributes),
    count('droppedAttributesCount', droppedAttributesCount),
  ]);

export function otlpSpanJson(span: Span, warnings: readonly string[]): string {
  return messageJson([
    `"traceId":"${span.traceId}","spanId":"${span.spanId}"`,
    text('traceState', span.traceState),
    text('parentSpanId', span.parentSpanId),
    count('flags', span.flags),
    text('name', span.name),
    count('kind', span.kind),
    `"startTimeUnixNano":"${span.startTimeUnixNano}"`,
    `"endTimeUnixNano":"${span.endTimeUnixNano}"`,
    list('attributes', withWarnings(span.attributes, warnings)),
    count('droppedAttributesCount', span.droppedAttributesCount),
    messages('events', span.events.map(eventJson)),
    count('droppedEventsCount', span.droppedEventsCount),
    messages('links', span.links.map(linkJson)),
    count('droppedLinksCount', span.droppedLinksCount),
    `"status":${messageJson([text('message', span.status.message), count('code', span.status.code)])}`,
  ]);
}

/** API v3 has no field for warnings: Jaeger 2 puts them into an attribute. */
export const WARNINGS_KEY = '@jaeger@warnings';

function withWarnings(
  attributes: readonly KeyValue[],
  warnings: readonly string[],
): readonly KeyValue[] {
  return warnings.length === 0
    ? attributes
    : [{ key: WARNINGS_KEY, value: warnings }, ...attributes];
}

const eventJson = (event: SpanEvent): string =>
  messageJson([
    `"timeUnixNano":"${event.timeUnixNano}"`,
    text('name', event.name),
    list('attributes', event.attributes),
    count('droppedAttributesCount', event.droppedAttributesCount),
  ]);

const linkJson = (link: SpanLink): string =>
  messageJson([
    `"traceId":"${link.traceId}","spanId":"${link.spanId}"`,
    text('traceState', link.traceState),
    list('attributes', link.attributes),
    count('droppedAttributesCount', link.droppedAttributesCount),
    count('flags', link.flags),
  ]);

// Fields that have their default are left out, as protobuf's JSON does.

const messageJson = (fields: readonly string[]): string =>
  `{${fields.filter((field) => field !== '').join()}}`;
const text = (name: string, value: string): string =>
  value === '' ? '' : `"${name}":${JSON.stringify(value)}`;
const count = (name: string, value: number): string => (value === 0 ? '' : `"${name}":${value}`);
const list = (name: string, attributes: readonly KeyValue[]): string =>
  attributes.length === 0 ? '' : `"${name}":${otlpAttributesJson(attributes)}`;
const messages = (name: string, values: readonly string[]): string =>
  values.length === 0 ? '' : `"${name}":[${values.join()}]`;
