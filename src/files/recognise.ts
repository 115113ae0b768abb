import { spansFromLegacy } from '../jaeger/from-legacy.ts';
import { spansFromOtlp } from '../jaeger/from-otlp.ts';
import { spansFromZipkin } from '../jaeger/from-zipkin.ts';
import { MalformedAnswer, objectIn, type WireObject } from '../jaeger/checked.ts';
import type { Span } from '../model/trace.ts';
import { requestFromJson } from '../otlp/from-json.ts';
import { finished } from '../base/finished.ts';
import { spansFromProtobuf } from './from-protobuf.ts';
import { MalformedFile } from './mistake.ts';
import { isTempo, otlpFromTempo } from './tempo.ts';

/** Of one kind of document: what distinguishes it, and how its spans are read. */
interface Format {
  readonly is: (document: WireObject) => boolean;
  readonly read: (document: WireObject) => Span[];
}

const has =
  (...keys: readonly string[]) =>
  (document: WireObject): boolean =>
    keys.every((key) => key in document);

const listOf = (document: WireObject, key: string): readonly unknown[] => {
  const list = document[key] ?? [];
  if (Array.isArray(list)) return list;
  throw new MalformedFile(`${key} is not a list`);
};

const refused = (what: string) => (): never => {
  throw new MalformedFile(what);
};

const CONSOLES = [
  ['context', 'parent_id', 'start_time'],
  ['traceId', 'instrumentationScope', 'duration'],
  ['SpanContext', 'SpanKind'],
];
const CONSOLE =
  'is the output of a console exporter, which is made for people; export by OTLP, for example to jaeger-lab exec';

const FORMATS: readonly Format[] = [
  { is: has('resourceSpans'), read: (document) => readOtlp(document) },
  { is: has('resource_spans'), read: (document) => lenient(JSON.stringify(document)) },
  // The log exporter of OpenTelemetry for Java writes the entries without the list around them.
  { is: has('scopeSpans'), read: (document) => readOtlp({ resourceSpans: [document] }) },
  { is: has('data'), read: (document) => readJaeger(listOf(document, 'data')) },
  { is: has('traceID', 'spans'), read: (document) => readJaeger([document]) },
  { is: has('result'), read: ({ result }) => inDocument(objectIn(result, 'result')) },
  { is: isTempo, read: (document) => lenient(otlpFromTempo(document)) },
  { is: has('trace'), read: ({ trace }) => lenient(otlpFromTempo(objectIn(trace, 'trace'))) },
  { is: has('traceId', 'id'), read: (span) => readZipkin([span]) },
  // As the console exporters of Python, Node.js and Go write spans.
  { is: (document) => CONSOLES.some((keys) => has(...keys)(document)), read: refused(CONSOLE) },
  // A Collector may write all signals to one file.
  { is: (document) => SIGNALS.some((key) => key in document), read: () => [] },
  {
    is: ({ schema }) => typeof schema === 'string' && schema.startsWith('jaeger-lab/'),
    read: refused(
      'is an answer of jaeger-lab, not traces; traces --out FILE.otlp.jsonl writes these',
    ),
  },
];

const SIGNALS = ['resourceLogs', 'resourceMetrics', 'resourceProfiles'];

/**
 * The spans of a JSON text, whatever its format.
 *
 * @throws SyntaxError for what is not JSON; MalformedFile, MalformedAnswer or MalformedMessage for what is not traces
 */
export function spansInJson(text: string): Span[] {
  const document: unknown = JSON.parse(text);
  try {
    return spansIn(document);
  } catch (thrown) {
    // Numbers of nanoseconds lose digits, and names of kinds are spelled out: what is unusual is read more slowly.
    if (thrown instanceof MalformedAnswer && isOtlp(document)) return lenient(text);
    throw thrown;
  }
}

const isOtlp = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'resourceSpans' in document;

/** OTLP's JSON as the protocol allows it: names for numbers, numbers for strings, keys in snake case. */
const lenient = (text: string): Span[] => spansFromProtobuf(finished(requestFromJson(text)));

function spansIn(document: unknown): Span[] {
  if (!Array.isArray(document)) return inDocument(objectIn(document, 'the document'));
  const entries: readonly unknown[] = document.flat();
  const isZipkin = entries.some((entry) => isObject(entry) && 'traceId' in entry && 'id' in entry);
  return isZipkin
    ? readZipkin(entries)
    : entries.flatMap((entry) => inDocument(objectIn(entry, 'the document')));
}

const isObject = (value: unknown): value is WireObject =>
  typeof value === 'object' && value !== null;

function inDocument(document: WireObject): Span[] {
  const format = FORMATS.find(({ is }) => is(document));
  if (format) return format.read(document);
  const keys = Object.keys(document).slice(0, 5);
  throw new MalformedFile(
    `is JSON, but not in a known format of traces (its keys: ${keys.join(', ') || 'none'})`,
  );
}

function readOtlp(document: WireObject): Span[] {
  return spansFromOtlp(listOf(document, 'resourceSpans'));
}

function readJaeger(traces: readonly unknown[]): Span[] {
  if (traces.every((trace) => isObject(trace) && 'spans' in trace)) return spansFromLegacy(traces);
  throw new MalformedFile(
    'has data, but no traces of Jaeger in it: each has traceID, spans, processes',
  );
}

function readZipkin(spans: readonly unknown[]): Span[] {
  if (spans.some((span) => isObject(span) && 'binaryAnnotations' in span))
    throw new MalformedFile('is in version 1 of Zipkin’s JSON; only version 2 can be read');
  return spansFromZipkin(spans);
}
