import { NOTHING } from '../../jaeger/attribute-list.ts';
import { KINDS } from '../../jaeger/attributes.ts';
import { NO_TRACE, optionalSpanIdIn } from '../../jaeger/checked.ts';
import {
  readEvents,
  readLinks,
  readStatus,
  type SpanFields,
  spanOf,
} from '../../jaeger/from-otlp.ts';
import { EPOCH, type Instant } from '../../jaeger/normal-form.ts';
import type { Resource, Span } from '../../model/trace.ts';
import { micros } from '../../model/units.ts';
import { attributesIn } from './attributes.ts';
import { type JsonBytes, literal, type Literal, unusual } from './json-bytes.ts';
import { Remembered } from './remembered.ts';

const OPEN = literal('{');
const CLOSE = literal('}');
const COMMA = literal(',');
const QUOTE = literal('"');

type Draft = { -readonly [Key in keyof SpanFields]: SpanFields[Key] };

interface Field {
  readonly label: Literal;
  readonly read: (json: JsonBytes, into: Draft) => void;
}

const field = (key: string, read: Field['read']): Field => ({ label: literal(`"${key}":`), read });

/** A field that normal form does not have. */
const ignored = (key: string): Field =>
  field(key, (json) => {
    if (json.passes(QUOTE)) json.text();
    else json.count();
  });

const statuses = new Remembered(readStatus);
const NO_STATUS = readStatus(undefined);

/** In the order in which most write them, so that the next one is usually the first that is tried. */
const FIELDS: readonly Field[] = [
  field('traceId', (json, into) => (into.traceId = idIn(json, 32))),
  field('spanId', (json, into) => (into.spanId = idIn(json, 16))),
  ignored('traceState'),
  field('parentSpanId', (json, into) => (into.parentSpanId = parentIn(json))),
  ignored('flags'),
  field('name', (json, into) => (into.name = textIn(json))),
  field('kind', (json, into) => (into.kind = KINDS[json.count()] ?? KINDS[0])),
  field('startTimeUnixNano', (json, into) => (into.start = timeIn(json))),
  field('endTimeUnixNano', (json, into) => (into.end = timeIn(json))),
  field('attributes', (json, into) => (into.attributes = attributesIn(json))),
  ignored('droppedAttributesCount'),
  field('events', (json, into) => (into.events = readEvents(json.value()))),
  ignored('droppedEventsCount'),
  field('links', (json, into) => (into.links = readLinks(json.value()))),
  ignored('droppedLinksCount'),
  field('status', (json, into) => (into.status = statuses.next(json))),
];

const NONE: readonly never[] = [];

/** The span that is next. @throws Unusual, SyntaxError, MalformedAnswer */
export function spanIn(json: JsonBytes, resource: Resource, scope: Span['scope']): Span {
  const draft: Draft = {
    attributes: NOTHING,
    status: NO_STATUS,
    start: EPOCH,
    end: EPOCH,
    traceId: '',
    spanId: '',
    parentSpanId: undefined,
    name: '',
    kind: KINDS[0],
    events: NONE,
    links: NONE,
  };
  json.expect(OPEN);
  let [seen, next] = [0, 0];
  do {
    const at = fieldAt(json, next);
    // Of a repeated one the last counts, and each would have to be checked.
    if ((seen & (1 << at)) !== 0) unusual();
    seen |= 1 << at;
    next = at + 1;
    FIELDS[at]?.read(json, draft);
  } while (json.passes(COMMA));
  json.expect(CLOSE);
  if (draft.traceId === '' || draft.traceId === NO_TRACE || draft.spanId === '') unusual();
  return spanOf(draft, resource, scope);
}

function fieldAt(json: JsonBytes, next: number): number {
  for (let tried = 0; tried < FIELDS.length; tried += 1) {
    const at = (next + tried) % FIELDS.length;
    const { label } = FIELDS[at] ?? unusual();
    if (json.passes(label)) return at;
  }
  return unusual();
}

function idIn(json: JsonBytes, digits: number): string {
  json.expect(QUOTE);
  return json.id(digits);
}

/** Empty or all zeros for a root. */
function parentIn(json: JsonBytes): string | undefined {
  json.expect(QUOTE);
  return json.passes(QUOTE) ? undefined : optionalSpanIdIn(json.id(16), "a span's parentSpanId");
}

function textIn(json: JsonBytes): string {
  json.expect(QUOTE);
  return json.text();
}

/** Digits of nanoseconds that stay below the microsecond. */
const BELOW = 3;
/** Those of 2^64. */
const MOST_DIGITS = 20;

function timeIn(json: JsonBytes): Instant {
  json.expect(QUOTE);
  const end = json.endOfDigits();
  if (end - json.at > MOST_DIGITS) unusual();
  const us = micros(json.integer(Math.max(json.at, end - BELOW)));
  const nanos = json.integer(end);
  json.expect(QUOTE);
  return { us, nanos };
}
