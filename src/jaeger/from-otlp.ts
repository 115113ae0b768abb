import type {
  Attributes,
  AttributeValue,
  Resource,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
} from '../model/trace.ts';
import { attributeList, type AttributeList } from './attribute-list.ts';
import { attributesOf, integerIn, KINDS, spanAttributesOf, STATUSES } from './attributes.ts';
import {
  eachIn,
  leadsSomewhere,
  listIn,
  MalformedAnswer,
  nameIn,
  numberIn,
  objectIn,
  optionalSpanIdIn,
  spanIdIn,
  textIn,
  traceIdIn,
  type WireObject,
} from './checked.ts';
import {
  endFaultOf,
  EPOCH,
  inOrder,
  type Instant,
  instantOf,
  intervalBetween,
  kindOf,
  resourceOf,
  scopeOf,
  spanName,
  statusMessageOf,
  statusOf,
  warningsOf,
} from './normal-form.ts';

/** Jaeger 1.57 and 2.0 give every link this attribute. */
const LINK_KIND = 'opentracing.ref_type';

/**
 * Reads the spans of a response of `/api/v3/traces`, of any number of traces, in their original order.
 *
 * Checked by hand, field by field, because a response may contain 100,000 spans.
 *
 * @param resourceSpans OTLP/JSON as Jaeger writes it: ids in hex, kinds as numbers, empty fields left out
 * @throws MalformedAnswer
 */
export function spansFromOtlp(resourceSpans: readonly unknown[]): Span[] {
  const spans: Span[] = [];
  for (const entry of resourceSpans) {
    const of = objectIn(entry, 'an entry of resourceSpans');
    const resource = readResource(of['resource']);
    for (const scopeEntry of listIn(of['scopeSpans'], 'scopeSpans')) {
      const scopeSpans = objectIn(scopeEntry, 'an entry of scopeSpans');
      const scope = readScope(scopeSpans['scope']);
      for (const span of listIn(scopeSpans['spans'], 'spans'))
        spans.push(readSpan(objectIn(span, 'a span'), resource, scope));
    }
  }
  return spans;
}

/** @throws MalformedAnswer */
export function readResource(value: unknown): Resource {
  const list = readList(value === undefined ? [] : objectIn(value, 'a resource')['attributes']);
  const { keys } = list.keys;
  const service = list.values[keys.indexOf('service.name')];
  const others = attributesOf(list, (at) => keys[at] !== 'service.name');
  return resourceOf(typeof service === 'string' ? service : '', others);
}

/** @throws MalformedAnswer */
export function readScope(value: unknown): Span['scope'] {
  const scope = value === undefined ? {} : objectIn(value, 'a scope');
  return {
    name: textIn(scope['name'], "a scope's name"),
    version: textIn(scope['version'], "a scope's version"),
  };
}

/** The fields of a span as they were sent, each of its type. */
export interface SpanFields {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: Instant;
  readonly end: Instant;
  readonly attributes: AttributeList;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly status: SentStatus;
}

interface SentStatus {
  readonly status: SpanStatus;
  readonly message: string;
}

/** A span in normal form. */
export function spanOf(sent: SpanFields, resource: Resource, scope: Span['scope']): Span {
  const { own, derived } = spanAttributesOf(sent.attributes);
  const interval = intervalBetween(sent.start, sent.end);
  const warnings = warningsOf([], derived);
  // Field by field: spreading the interval takes longer than reading all the attributes.
  const span: Span = {
    traceId: sent.traceId,
    spanId: sent.spanId,
    parentSpanId: sent.parentSpanId,
    resource,
    name: spanName(sent.name),
    kind: kindOf(sent.kind, derived),
    startUs: interval.startUs,
    startNanos: interval.startNanos,
    durationUs: interval.durationUs,
    endNanos: interval.endNanos,
    status: statusOf(sent.status.status, derived),
    statusMessage: statusMessageOf(sent.status.message, derived),
    attributes: own,
    events: sent.events,
    links: sent.links,
    scope: scopeOf(scope, derived),
    warnings,
  };
  const endFault = endFaultOf(sent.start, sent.end, interval, warnings);
  return endFault === undefined ? span : { ...span, endFault };
}

const readSpan = (wire: WireObject, resource: Resource, scope: Span['scope']): Span =>
  spanOf(
    {
      attributes: readList(wire['attributes']),
      status: readStatus(wire['status']),
      start: timeIn(wire['startTimeUnixNano'], "a span's startTimeUnixNano"),
      end: timeIn(wire['endTimeUnixNano'], "a span's endTimeUnixNano"),
      traceId: traceIdIn(wire['traceId'], "a span's traceId"),
      spanId: spanIdIn(wire['spanId'], "a span's spanId"),
      parentSpanId: optionalSpanIdIn(wire['parentSpanId'], "a span's parentSpanId"),
      name: nameIn(wire['name'], "a span's name"),
      kind: numbered(KINDS, wire['kind'], "a span's kind"),
      events: readEvents(wire['events']),
      links: readLinks(wire['links']),
    },
    resource,
    scope,
  );

/** @throws MalformedAnswer */
export function readStatus(value: unknown): SentStatus {
  const wire = value === undefined ? {} : objectIn(value, "a span's status");
  return {
    status: numbered(STATUSES, wire['code'], "a span's status code"),
    message: textIn(wire['message'], "a span's status message"),
  };
}

/** @throws MalformedAnswer */
export const readEvents = (value: unknown): readonly SpanEvent[] =>
  inOrder(eachIn(value, "a span's events", readEvent));

/** @throws MalformedAnswer */
export const readLinks = (value: unknown): readonly SpanLink[] =>
  eachIn(value, "a span's links", readLink, isLink);

const isLink = leadsSomewhere('traceId', 'spanId');

function readEvent(value: unknown): SpanEvent {
  const wire = objectIn(value, 'an event');
  return {
    name: textIn(wire['name'], "an event's name"),
    timeUs: timeIn(wire['timeUnixNano'], "an event's timeUnixNano").us,
    attributes: readAttributes(wire['attributes']),
  };
}

function readLink(value: unknown): SpanLink {
  const wire = objectIn(value, 'a link');
  const list = readList(wire['attributes']);
  return {
    traceId: traceIdIn(wire['traceId'], "a link's traceId"),
    spanId: spanIdIn(wire['spanId'], "a link's spanId"),
    attributes: attributesOf(list, (at) => list.keys.keys[at] !== LINK_KIND),
  };
}

/** The meaning of an enum number; 0 may be omitted, and an unknown one counts as 0. */
function numbered<Word>(words: readonly [Word, ...Word[]], value: unknown, what: string): Word {
  return words[value === undefined ? 0 : numberIn(value, what)] ?? words[0];
}

/** Decimal digits; 0 may be left out. */
function timeIn(value: unknown, what: string): Instant {
  const instant = value === undefined ? EPOCH : typeof value === 'string' && instantOf(value);
  if (instant) return instant;
  throw new MalformedAnswer(`${what} is not a time in nanoseconds`);
}

const readAttributes = (list: unknown): Attributes => attributesOf(readList(list));

function readList(list: unknown, depth = 0): AttributeList {
  return attributeList(list, 'attributes', ({ value }) => readValue(value, depth));
}

/** Deeper than any instrumentation nests, shallow enough for recursion; deeper values are not shown. */
const DEEPEST = 100;

/** OTLP's AnyValue: one field of seven, or none for an empty value. @throws MalformedAnswer */
export function readValue(value: unknown, depth: number): AttributeValue {
  if (value === undefined || value === null) return '';
  const wire = objectIn(value, "an attribute's value");
  // As nearly all are.
  if (typeof wire['stringValue'] === 'string') return wire['stringValue'];
  const [field] = Object.keys(wire);
  if (field === undefined) return '';
  if (depth > DEEPEST) return '(nested too deep)';
  return readField(field, wire[field], depth);
}

function readField(field: string, value: unknown, depth: number): AttributeValue {
  switch (field) {
    case 'stringValue':
    case 'bytesValue':
      return textIn(value, `a ${field}`);
    case 'boolValue':
      return value === true;
    case 'intValue':
      return integerIn(value, 'an intValue');
    case 'doubleValue':
      return Number(value);
    case 'arrayValue':
      return listIn(objectIn(value, 'an arrayValue')['values'], "an arrayValue's values").map(
        (item) => readValue(item, depth + 1),
      );
    case 'kvlistValue':
      return attributesOf(readList(objectIn(value, 'a kvlistValue')['values'], depth + 1));
    default:
      throw new MalformedAnswer(`an attribute's value is a ${field}`);
  }
}
