import { numberJson } from '../../otlp/kinds.ts';
import type { AnyValue, KeyValue, Scope, Span, SpanEvent } from '../../otlp/types.ts';
import { valueText } from '../store/value-text.ts';
import type { Work } from '../turns.ts';
import { attributesOfResource, WARNINGS_KEY } from './attributes.ts';
import { legacyTraceId } from './trace-id.ts';
import type { SpanView, TraceView } from './span-view.ts';

export interface LegacyError {
  readonly msg: string;
  readonly code?: number;
  readonly traceID?: string;
}

/** The envelope that every answer of the legacy API has. */
export const envelope = (
  data: unknown,
  total = 0,
  errors: readonly LegacyError[] | null = null,
) => ({
  data,
  total,
  limit: 0,
  offset: 0,
  errors,
});

/** Traces in the form of the legacy API, made piece by piece. */
export function* legacyJson(
  traces: Iterable<Work<TraceView>>,
  errors: readonly LegacyError[] | null = null,
): Iterable<string> {
  yield '{"data":[';
  let separator = '';
  for (const trace of traces) {
    const view = yield* trace;
    if (view.spans.length === 0) continue;
    yield separator;
    yield* traceJson(view);
    separator = ',';
  }
  yield `],"total":0,"limit":0,"offset":0,"errors":${JSON.stringify(errors)}}\n`;
}

function* traceJson({ traceId, spans }: TraceView): Iterable<string> {
  const id = legacyTraceId(traceId);
  const processes = new Processes();
  yield `{"traceID":"${id}","spans":[`;
  for (const [index, view] of spans.entries()) {
    yield `${index === 0 ? '' : ','}${spanJson(view, id, processes.idOf(view))}`;
  }
  yield `],"processes":${processes.json()},"warnings":null}`;
}

/** Resources of one trace, each once whether or not they were sent together. */
class Processes {
  readonly #idByResource = new Map<unknown, string>();
  readonly #idByJson = new Map<string, string>();

  idOf(view: SpanView): string {
    const known = this.#idByResource.get(view.resource);
    if (known !== undefined) return known;
    const tags = attributesOfResource(view).filter(({ key }) => key !== 'service.name');
    const process = `{"serviceName":${JSON.stringify(view.service)},"tags":${tagsJson(tags)}}`;
    const id = this.#idByJson.get(process) ?? `p${this.#idByJson.size + 1}`;
    this.#idByJson.set(process, id);
    this.#idByResource.set(view.resource, id);
    return id;
  }

  json(): string {
    return `{${[...this.#idByJson].map(([process, id]) => `"${id}":${process}`).join()}}`;
  }
}

const tagsJson = (tags: readonly KeyValue[]): string => `[${tags.map(tagJson).join()}]`;

function spanJson({ scope, read }: SpanView, traceId: string, processId: string): string {
  const { span, warnings } = read();
  const durationUs = us(span.endTimeUnixNano - span.startTimeUnixNano);
  return [
    `{"traceID":"${traceId}","spanID":"${span.spanId}"`,
    `"operationName":${JSON.stringify(span.name)}`,
    `"references":[${references(span, traceId).join()}]`,
    `"startTime":${us(span.startTimeUnixNano)}`,
    `"duration":${durationUs}`,
    `"tags":${tagsJson(tagsOf(span, scope))}`,
    `"logs":[${span.events.map(logJson).join()}]`,
    `"processID":"${processId}"`,
    `"warnings":${warnings.length === 0 ? 'null' : JSON.stringify(warnings)}}`,
  ].join();
}

const us = (ns: bigint): bigint => ns / 1000n;

function references(span: Span, traceId: string): string[] {
  const parent =
    span.parentSpanId === '' ? [] : [reference('CHILD_OF', traceId, span.parentSpanId)];
  const links = span.links.map((link) => {
    const isParent = link.attributes.some(
      ({ key, value }) => key === 'opentracing.ref_type' && value === 'child_of',
    );
    const type = isParent ? 'CHILD_OF' : 'FOLLOWS_FROM';
    return reference(type, legacyTraceId(link.traceId), link.spanId);
  });
  return [...parent, ...links];
}

const reference = (type: string, traceId: string, spanId: string): string =>
  `{"refType":"${type}","traceID":"${traceId}","spanID":"${spanId}"}`;

const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A span's kind in the words of Jaeger; "" when it is unspecified, or none that OTLP knows. */
export const kindName = (kind: number): string => KINDS[kind] ?? '';

/** The legacy API has no fields for scope, kind, status and state: they are tags too. */
function tagsOf(span: Span, scope: Scope): KeyValue[] {
  const { code, message } = span.status;
  const tag = (key: string, value: string): KeyValue[] => (value === '' ? [] : [{ key, value }]);
  return [
    ...tag('otel.scope.name', scope.name),
    ...tag('otel.scope.version', scope.version),
    ...span.attributes.filter(({ key }) => key !== WARNINGS_KEY),
    ...tag('span.kind', kindName(span.kind)),
    ...tag('otel.status_code', code === 2 ? 'ERROR' : code === 1 ? 'OK' : ''),
    ...(code === 2 ? [{ key: 'error', value: true }] : []),
    ...tag('otel.status_description', message),
    ...tag('w3c.tracestate', span.traceState),
  ];
}

function logJson({ timeUnixNano, name, attributes }: SpanEvent): string {
  // Readers take the first one for the name, as here.
  const fields = name === '' ? attributes : [{ key: 'event', value: name }, ...attributes];
  return `{"timestamp":${us(timeUnixNano)},"fields":${tagsJson(fields)}}`;
}

/** Lists and maps, which the legacy API does not know, become their JSON text. */
function tagJson({ key, value }: KeyValue): string {
  const [type, json] = typedJson(value);
  return `{"key":${JSON.stringify(key)},"type":"${type}","value":${json}}`;
}

function typedJson(value: AnyValue): [type: string, json: string] {
  if (typeof value === 'boolean') return ['bool', String(value)];
  if (typeof value === 'bigint') return ['int64', isSafe(value) ? String(value) : `"${value}"`];
  // Jaeger fails as a whole where a number is NaN or infinite; a text at least shows what it is.
  if (typeof value === 'number' && Number.isFinite(value)) return ['float64', numberJson(value)];
  const type = value instanceof Uint8Array ? 'binary' : 'string';
  return [type, JSON.stringify(valueText(value))];
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
