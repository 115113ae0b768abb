/**
 * OTLP's messages, each field once: reading, checking and writing protobuf and JSON all go by these tables.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto: trace/v1/trace.proto, common/v1/common.proto
 */
import { BOOL, DATA, DOUBLE, FLAGS, id, INT64, type Kind, oneOf } from './kinds.ts';
import { TEXT, TIME, UINT32 } from './kinds.ts';
import { BYTES } from './reader.ts';
import type { KeyValue, Resource, Scope, Span, SpanEvent, SpanLink } from './types.ts';

/** A field of a message: a value of some kind, or a message itself. */
export interface Field {
  readonly number: number;
  /** As in the .proto file. */
  readonly name: string;
  /** In JSON and in what is decoded. */
  readonly key: string;
  /** Number and wire type as they are encoded. */
  readonly tag: number;
  /** Its beginning in JSON: the quoted key and a colon. */
  readonly label: string;
  readonly kind: Kind | undefined;
  readonly message: Message | undefined;
  /** The only length that an id may have, besides 0. */
  readonly idLength: number | undefined;
  readonly isList: boolean;
  /** Whether JSON has it even where it has its default, as Jaeger's answers do. */
  readonly isAlwaysInJson: boolean;
}

export interface Message {
  readonly name: string;
  /** By the field's number. */
  readonly fields: (Field | undefined)[];
  /** Makes what is decoded where no field is set. As a literal: what is made key by key is slow. */
  readonly empty: () => object;
}

type Shape = Pick<Field, 'name' | 'kind' | 'message' | 'isList' | 'isAlwaysInJson'>;

const shape = (name: string, kind?: Kind, of?: Message, isList = false): Shape => ({
  ...{ name, kind, message: of, isList },
  isAlwaysInJson: false,
});
const one = (name: string, kind: Kind): Shape => shape(name, kind);
const nested = (name: string, of: Message): Shape => shape(name, undefined, of);
const list = (name: string, of: Message): Shape => shape(name, undefined, of, true);
const always = (of: Shape): Shape => ({ ...of, isAlwaysInJson: true });

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function fieldsOf(shapes: Readonly<Record<number, Shape>>): (Field | undefined)[] {
  const fields: (Field | undefined)[] = [];
  for (const [digits, shape] of Object.entries(shapes)) {
    const number = Number(digits);
    const { kind } = shape;
    const key = camelCase(shape.name);
    // All of one shape, and looked up fast by it.
    fields[number] = {
      ...shape,
      ...{ number, key, label: `"${key}":`, idLength: kind?.idLength },
      tag: (number << 3) | (kind?.wireType ?? BYTES),
    };
  }
  // Without holes, which are slow to look up.
  return Array.from(fields);
}

const message = (
  name: string,
  shapes: Readonly<Record<number, Shape>>,
  empty: () => object = () => ({}),
): Message => ({ name, fields: fieldsOf(shapes), empty });

/** Of its fields one is set, and it is decoded to the value of that one. */
export const ANY_VALUE: Message = { name: 'AnyValue', fields: [], empty: () => ({}) };
export const KEY_VALUE = message(
  'KeyValue',
  {
    1: always(one('key', TEXT)),
    2: always(nested('value', ANY_VALUE)),
  },
  (): KeyValue => ({ key: '', value: undefined }),
);
const valueList = () => ({ values: [] });
export const ARRAY_VALUE = message(
  'ArrayValue',
  { 1: always(list('values', ANY_VALUE)) },
  valueList,
);
const KEY_VALUE_LIST = message('KeyValueList', { 1: always(list('values', KEY_VALUE)) }, valueList);
// An array holds values that hold arrays: the only circle in the protocol.
ANY_VALUE.fields.push(
  ...fieldsOf({
    1: one('string_value', TEXT),
    2: one('bool_value', BOOL),
    3: one('int_value', INT64),
    4: one('double_value', DOUBLE),
    5: nested('array_value', ARRAY_VALUE),
    6: nested('kvlist_value', KEY_VALUE_LIST),
    7: one('bytes_value', DATA),
  }),
);

const EVENT = message(
  'Event',
  {
    1: always(one('time_unix_nano', TIME)),
    2: one('name', TEXT),
    3: list('attributes', KEY_VALUE),
    4: one('dropped_attributes_count', UINT32),
  },
  (): SpanEvent => ({ timeUnixNano: 0n, name: '', attributes: [], droppedAttributesCount: 0 }),
);

const LINK = message(
  'Link',
  {
    1: always(one('trace_id', id(16))),
    2: always(one('span_id', id(8))),
    3: one('trace_state', TEXT),
    4: list('attributes', KEY_VALUE),
    5: one('dropped_attributes_count', UINT32),
    6: one('flags', FLAGS),
  },
  (): SpanLink => ({
    traceId: '',
    spanId: '',
    traceState: '',
    attributes: [],
    droppedAttributesCount: 0,
    flags: 0,
  }),
);

const STATUS_CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);
const noStatus = (): Span['status'] => ({ message: '', code: 0 });
export const STATUS = message(
  'Status',
  {
    2: one('message', TEXT),
    3: one('code', oneOf(STATUS_CODES)),
  },
  noStatus,
);

export const RESOURCE = message(
  'Resource',
  {
    1: list('attributes', KEY_VALUE),
    2: one('dropped_attributes_count', UINT32),
  },
  (): Resource => ({ attributes: [], droppedAttributesCount: 0 }),
);

export const SCOPE = message(
  'InstrumentationScope',
  {
    1: one('name', TEXT),
    2: one('version', TEXT),
    3: list('attributes', KEY_VALUE),
    4: one('dropped_attributes_count', UINT32),
  },
  (): Scope => ({ name: '', version: '', attributes: [], droppedAttributesCount: 0 }),
);

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
export const SPAN = message(
  'Span',
  {
    1: always(one('trace_id', id(16))),
    2: always(one('span_id', id(8))),
    3: one('trace_state', TEXT),
    4: one('parent_span_id', id(8)),
    5: one('name', TEXT),
    6: one('kind', oneOf(KINDS)),
    7: always(one('start_time_unix_nano', TIME)),
    8: always(one('end_time_unix_nano', TIME)),
    9: list('attributes', KEY_VALUE),
    10: one('dropped_attributes_count', UINT32),
    11: list('events', EVENT),
    12: one('dropped_events_count', UINT32),
    13: list('links', LINK),
    14: one('dropped_links_count', UINT32),
    15: always(nested('status', STATUS)),
    16: one('flags', FLAGS),
  },
  (): Span => ({
    traceId: '',
    spanId: '',
    traceState: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: noStatus(),
    flags: 0,
  }),
);

export const SCOPE_SPANS = message('ScopeSpans', {
  1: nested('scope', SCOPE),
  2: list('spans', SPAN),
});

export const RESOURCE_SPANS = message('ResourceSpans', {
  1: nested('resource', RESOURCE),
  2: list('scope_spans', SCOPE_SPANS),
});

export const REQUEST = message('ExportTraceServiceRequest', {
  1: list('resource_spans', RESOURCE_SPANS),
});

export const RESPONSE = message('ExportTraceServiceResponse', {
  1: nested(
    'partial_success',
    message('ExportTracePartialSuccess', {
      1: one('rejected_spans', INT64),
      2: one('error_message', TEXT),
    }),
  ),
});

/** google.rpc.Status, of which OTLP's errors have a code and a message. */
export const RPC_STATUS = message('Status', { 1: one('code', UINT32), 2: one('message', TEXT) });

/** @throws Error when the message has no such field */
export function fieldOf({ name, fields }: Message, wanted: string): Field {
  const field = fields.find((one) => one?.name === wanted);
  if (field === undefined) throw new Error(`${name} has no field ${wanted}`);
  return field;
}
