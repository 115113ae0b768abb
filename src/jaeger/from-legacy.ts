import type {
  AttributeValue,
  EndFault,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
} from '../model/trace.ts';
import { micros } from '../model/units.ts';
import { attributeList, type AttributeList } from './attribute-list.ts';
import { attributesOf, byKey, integerIn, spanAttributesOf } from './attributes.ts';
import {
  leadsSomewhere,
  listIn,
  MalformedAnswer,
  nameIn,
  numberIn,
  objectIn,
  spanIdIn,
  textIn,
  traceIdIn,
  type WireObject,
} from './checked.ts';
import {
  endFaultIn,
  inOrder,
  isStartless,
  kindOf,
  resourceOf,
  scopeOf,
  spanName,
  statusMessageOf,
  statusOf,
  warningsOf,
} from './normal-form.ts';

/** The fields that the spans of one entry of `processes` share. */
interface Process {
  readonly resource: Resource;
  readonly scope: Span['scope'];
}

const NO_SCOPE: Span['scope'] = { name: '', version: '' };

/**
 * Reads the spans of a response of the legacy `/api/traces`, in their original order. Times are whole microseconds.
 *
 * @param traces the `data` of the answer
 * @throws MalformedAnswer
 */
export function spansFromLegacy(traces: readonly unknown[]): Span[] {
  return traces.flatMap((value) => {
    const trace = objectIn(value, 'a trace');
    const processes = readProcesses(trace['processes']);
    return listIn(trace['spans'], "a trace's spans").map((span) =>
      readSpan(objectIn(span, 'a span'), processes),
    );
  });
}

function readProcesses(value: unknown): ReadonlyMap<string, Process> {
  const wire = objectIn(value ?? {}, "a trace's processes");
  return new Map(Object.entries(wire).map(([id, process]) => [id, readProcess(process)]));
}

const SCOPE_TAG = /^otel\.(library|scope)\./;

/** Jaeger 1.57 puts the scope among the tags of the process. */
function readProcess(value: unknown): Process {
  const wire = objectIn(value, 'a process');
  const tags = readList(wire['tags']);
  const own = attributesOf(tags, (at) => !SCOPE_TAG.test(tags.keys.keys[at] ?? ''));
  return {
    resource: resourceOf(textIn(wire['serviceName'], "a process's serviceName"), own),
    scope: scopeOf(NO_SCOPE, byKey(tags)),
  };
}

function readSpan(wire: WireObject, processes: ReadonlyMap<string, Process>): Span {
  const { own, derived } = spanAttributesOf(readList(wire['tags']));
  const traceId = traceIdIn(wire['traceID'], "a span's traceID");
  const references = listIn(wire['references'], "a span's references")
    .filter(leadsSomewhere('traceID', 'spanID'))
    .map(readReference);
  const parent = references.find((to) => to.isChildOf && to.link.traceId === traceId);
  const process = processes.get(textIn(wire['processID'], "a span's processID"));
  if (process === undefined) throw new MalformedAnswer("a span's process is not in the response");
  const startUs = timeIn(wire['startTime'], "a span's startTime");
  const duration = numberIn(wire['duration'], "a span's duration");
  const isEmpty = duration < 0 || duration > Number.MAX_SAFE_INTEGER;
  const span: Span = {
    traceId,
    spanId: spanIdIn(wire['spanID'], "a span's spanID"),
    parentSpanId: parent?.link.spanId,
    resource: process.resource,
    name: spanName(nameIn(wire['operationName'], "a span's operationName")),
    kind: kindOf('unspecified', derived),
    startUs: micros(startUs),
    startNanos: 0,
    durationUs: micros(isEmpty || isStartless(startUs, startUs + duration) ? 0 : duration),
    endNanos: 0,
    status: statusOf('unset', derived),
    statusMessage: statusMessageOf('', derived),
    attributes: own,
    events: inOrder(listIn(wire['logs'], "a span's logs").map(readLog)),
    links: references.filter((to) => to !== parent).map(({ link }) => link),
    scope: scopeOf(process.scope, derived),
    warnings: warningsOf(readWarnings(wire['warnings']), derived),
  };
  const endFault = isEmpty
    ? endFaultOf(startUs, duration)
    : duration === 0
      ? endFaultIn(span.warnings, startUs)
      : undefined;
  return endFault === undefined ? span : { ...span, endFault };
}

/** An unsigned number of nanoseconds wraps around here, and comes as microseconds. */
const WRAP_US = 2 ** 64 / 1000;
/** Of so large a number more is lost. */
const ROUNDING_US = 1000;

/** Microseconds of a moment that OTLP has room for. Jaeger sends others for times beyond 2262; they count as unset. */
function timeIn(value: unknown, what: string): number {
  const us = numberIn(value, what);
  return us >= 0 && us <= WRAP_US ? us : 0;
}

/** A span that ends before it starts comes with a negative length, or with the 2^64 - n of an unsigned number. */
function endFaultOf(startUs: number, durationUs: number): EndFault {
  const endUs = startUs + durationUs - (durationUs < 0 ? 0 : WRAP_US);
  return Math.abs(endUs) <= ROUNDING_US ? 'no-end' : 'ends-before-start';
}

interface Reference {
  readonly isChildOf: boolean;
  readonly link: SpanLink;
}

function readReference(value: unknown): Reference {
  const wire = objectIn(value, 'a reference');
  return {
    isChildOf: wire['refType'] === 'CHILD_OF',
    link: {
      traceId: traceIdIn(wire['traceID'], "a reference's traceID"),
      spanId: spanIdIn(wire['spanID'], "a reference's spanID"),
      attributes: {},
    },
  };
}

/** An event's name is the field `event`. */
function readLog(value: unknown): SpanEvent {
  const wire = objectIn(value, 'a log');
  const fields = readList(wire['fields']);
  const named = fields.keys.keys.indexOf('event');
  const name = fields.values[named];
  return {
    name: typeof name === 'string' ? name : '',
    timeUs: micros(timeIn(wire['timestamp'], "a log's timestamp")),
    attributes: attributesOf(fields, (at) => at !== named),
  };
}

const readWarnings = (value: unknown): string[] =>
  listIn(value, "a span's warnings").map((warning) => textIn(warning, 'a warning'));

function readList(list: unknown): AttributeList {
  return attributeList(list, 'tags', ({ type, value }) => readValue(type, value));
}

/** Lists and maps are sent as JSON in a string. A string may have the same form, so they are not parsed. */
function readValue(type: unknown, value: unknown): AttributeValue {
  switch (type) {
    case 'bool':
      return value === true;
    case 'int64':
      return integerIn(value, "a tag's int64");
    case 'float64':
      return numberIn(value, "a tag's float64");
    default:
      return textIn(value, "a tag's value");
  }
}
