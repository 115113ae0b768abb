import type {
  AnyValue,
  KeyValue,
  Resource,
  Scope,
  Span,
  SpanEvent,
  SpanLink,
} from '../../src/otlp/types.ts';
import type { StoredSpan } from '../../src/backend/store/span-store.ts';

/** OTLP's JSON as tests write it: numbers for enumerations, decimal strings for 64 bits. */
type Wire = Readonly<Record<string, unknown>>;

const list = (value: unknown): readonly Wire[] => (value ?? []) as readonly Wire[];
const text = (value: unknown): string => (value ?? '') as string;
const count = (value: unknown): number => Number(value ?? 0);
const nanos = (value: unknown): bigint => BigInt((value ?? 0) as string | number);

/** The spans of an export request, in the order in which they come. */
export function spansInOtlpJson(request: unknown): StoredSpan[] {
  return list((request as Wire)['resourceSpans']).flatMap((ofResource) => {
    const resource = resourceIn((ofResource['resource'] ?? {}) as Wire);
    const name = resource.attributes.find(({ key }) => key === 'service.name')?.value;
    const service = typeof name === 'string' && name !== '' ? name : 'missing-service-name';
    return list(ofResource['scopeSpans']).flatMap((ofScope) => {
      const scope = scopeIn((ofScope['scope'] ?? {}) as Wire);
      return list(ofScope['spans']).map((span) => ({
        resource,
        service,
        scope,
        span: spanIn(span),
      }));
    });
  });
}

const resourceIn = (wire: Wire): Resource => common(wire);
const scopeIn = (wire: Wire): Scope => ({
  name: text(wire['name']),
  version: text(wire['version']),
  ...common(wire),
});

function spanIn(wire: Wire): Span {
  const status = (wire['status'] ?? {}) as Wire;
  return {
    traceId: text(wire['traceId']),
    spanId: text(wire['spanId']),
    parentSpanId: text(wire['parentSpanId']),
    traceState: text(wire['traceState']),
    flags: count(wire['flags']),
    name: text(wire['name']),
    kind: count(wire['kind']),
    startTimeUnixNano: nanos(wire['startTimeUnixNano']),
    endTimeUnixNano: nanos(wire['endTimeUnixNano']),
    ...common(wire),
    events: list(wire['events']).map(eventIn),
    droppedEventsCount: count(wire['droppedEventsCount']),
    links: list(wire['links']).map(linkIn),
    droppedLinksCount: count(wire['droppedLinksCount']),
    status: { code: count(status['code']), message: text(status['message']) },
  };
}

const eventIn = (wire: Wire): SpanEvent => ({
  timeUnixNano: nanos(wire['timeUnixNano']),
  name: text(wire['name']),
  ...common(wire),
});

const linkIn = (wire: Wire): SpanLink => ({
  traceId: text(wire['traceId']),
  spanId: text(wire['spanId']),
  traceState: text(wire['traceState']),
  flags: count(wire['flags']),
  ...common(wire),
});

const common = (wire: Wire): Resource => ({
  attributes: attributesIn(wire['attributes']),
  droppedAttributesCount: count(wire['droppedAttributesCount']),
});

const attributesIn = (value: unknown): KeyValue[] =>
  list(value).map((pair) => ({ key: text(pair['key']), value: valueIn(pair['value'] as Wire) }));

function valueIn(wire: Wire): AnyValue {
  const [[kind, value] = []] = Object.entries(wire);
  switch (kind) {
    case 'intValue':
      return BigInt(value as string);
    case 'doubleValue':
      return Number(value);
    case 'bytesValue':
      return new Uint8Array(Buffer.from(value as string, 'base64'));
    case 'arrayValue':
      return list((value as Wire)['values']).map(valueIn);
    case 'kvlistValue':
      return { values: attributesIn((value as Wire)['values']) };
    default:
      return value as string | boolean | undefined;
  }
}
