import { type JsonObject, objectOf } from './encode.ts';
import { MalformedMessage } from './reader.ts';

const KINDS: Readonly<Record<string, number>> = { SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };

/** Tags by which OpenTelemetry's Zipkin exporter sends what a Zipkin span has no field for. */
const STATUS_CODE = 'otel.status_code';
const STATUS_TEXT = 'otel.status_description';
const SPANS_WITHOUT_PAUSE = 100;
const FIELDS = new Set([STATUS_CODE, STATUS_TEXT, 'error', 'w3c.tracestate']);

/**
 * Spans in Zipkin's JSON, version 2, as an ExportTraceServiceRequest in OTLP's JSON: as the Collector translates them.
 *
 * @throws MalformedMessage
 * @see https://zipkin.io/zipkin-api/#/default/post_spans
 */
export function* requestFromZipkin(zipkin: readonly unknown[]): Generator<'', JsonObject> {
  const byService = new Map<string, JsonObject[]>();
  for (const [index, entry] of zipkin.entries()) {
    if (index % SPANS_WITHOUT_PAUSE === 0) yield '';
    const span = objectOf(entry, 'a span');
    const service = textIn(objectIn(span, 'localEndpoint'), 'serviceName');
    const spans = byService.get(service) ?? [];
    byService.set(service, spans);
    spans.push(otlpSpan(span));
  }
  return {
    resourceSpans: Array.from(byService, ([service, spans]) => ({
      resource: { attributes: service === '' ? [] : [attribute('service.name', service)] },
      scopeSpans: [{ spans }],
    })),
  };
}

function otlpSpan(span: JsonObject): JsonObject {
  const start = microseconds(span, 'timestamp');
  const tags = objectIn(span, 'tags');
  return {
    traceId: textIn(span, 'traceId').padStart(32, '0'),
    spanId: textIn(span, 'id').padStart(16, '0'),
    parentSpanId: textIn(span, 'parentId'),
    traceState: textIn(tags, 'w3c.tracestate'),
    name: textIn(span, 'name'),
    kind: KINDS[textIn(span, 'kind')] ?? 0,
    startTimeUnixNano: String(start * 1000n),
    endTimeUnixNano: String((start + microseconds(span, 'duration')) * 1000n),
    attributes: [
      ...Object.keys(tags)
        .filter((key) => !FIELDS.has(key))
        .map((key) => attribute(key, textIn(tags, key))),
      ...peerAttributes(objectIn(span, 'remoteEndpoint')),
    ],
    events: listIn(span, 'annotations').map((entry) => {
      const annotation = objectOf(entry, 'an annotation');
      const time = microseconds(annotation, 'timestamp') * 1000n;
      return { timeUnixNano: String(time), name: textIn(annotation, 'value') };
    }),
    status: statusIn(tags),
  };
}

/** Zipkin's `error` says by being there that the span failed; its text is the message. */
function statusIn(tags: JsonObject): JsonObject {
  const code = textIn(tags, STATUS_CODE).toUpperCase();
  const message = textIn(tags, STATUS_TEXT);
  if (!('error' in tags)) return { code: code === 'ERROR' ? 2 : code === 'OK' ? 1 : 0, message };
  const error = textIn(tags, 'error');
  return { code: 2, message: message || (error === 'true' ? '' : error) };
}

function peerAttributes(peer: JsonObject): JsonObject[] {
  const address = textIn(peer, 'ipv4') || textIn(peer, 'ipv6');
  const port = peer['port'] ?? 0;
  return [
    ...present('peer.service', textIn(peer, 'serviceName')),
    ...present('net.peer.ip', address),
    ...(port === 0 ? [] : [{ key: 'net.peer.port', value: { intValue: port } }]),
  ];
}

const attribute = (key: string, stringValue: string): JsonObject => ({
  key,
  value: { stringValue },
});

const present = (key: string, value: string): JsonObject[] =>
  value === '' ? [] : [attribute(key, value)];

const objectIn = (of: JsonObject, key: string): JsonObject => objectOf(of[key] ?? {}, key);

function listIn(of: JsonObject, key: string): readonly unknown[] {
  const list = of[key] ?? [];
  if (Array.isArray(list)) return list;
  throw new MalformedMessage(`${key} is not a list`);
}

function textIn(of: JsonObject, key: string): string {
  const text = of[key] ?? '';
  if (typeof text === 'string') return text;
  throw new MalformedMessage(`${key} is not a string`);
}

function microseconds(of: JsonObject, key: string): bigint {
  const number = of[key] ?? 0;
  if (Number.isSafeInteger(number) && (number as number) >= 0) return BigInt(number as number);
  throw new MalformedMessage(`${key} is not a number of microseconds`);
}
