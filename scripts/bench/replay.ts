import { createServer } from 'node:http';
import { listening, type Exchange } from './recording-proxy.ts';

/** One recorded trace: its entries of `resourceSpans` as text, with the positions of ids and times. */
interface RecordedTrace {
  readonly startMs: number;
  readonly text: Buffer;
  /** Positions of the first digit of each trace id. */
  readonly idsAt: readonly number[];
  /** Positions of the first digit of each time in nanoseconds. */
  readonly timesAt: readonly number[];
}

interface WireSpan {
  readonly traceId: string;
  readonly startTimeUnixNano: string;
}

interface WireEntry {
  readonly resource: unknown;
  readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly WireSpan[] }[];
}

const IDS = /"traceId":"/g;
const TIMES = /"(?:startTimeUnixNano|endTimeUnixNano)":"/g;
const ID_DIGITS = '0123456789abcdef';

/**
 * A server that answers searches of `/api/v3/traces` as the recorded Jaeger did, with many times the traces: each copy
 * of the recorded traces has its own ids, and starts after the previous copy.
 *
 * @param copies at most 16
 */
export async function startReplay(
  exchanges: readonly Exchange[],
  copies: number,
): Promise<AsyncDisposable & { readonly url: string; readonly traces: number }> {
  const recorded = recordedTraces(exchanges);
  const first = recorded[0]?.startMs ?? 0;
  const lengthMs = (recorded.at(-1)?.startMs ?? 0) - first + 1;
  const others = new Map(exchanges.map(({ path, body }) => [path.split('?')[0], body]));
  const all = newestFirst(recorded, copies, lengthMs);
  const found = ({ fromMs, toMs, limit }: Search): Buffer[] =>
    all
      .filter(({ startMs }) => startMs >= fromMs && startMs <= toMs)
      .slice(0, limit)
      .map(({ trace, copy }) => copyOf(trace, copy, lengthMs));
  const server = createServer((asked, answer) => {
    const url = new URL(asked.url ?? '/', 'http://replay');
    if (url.pathname !== '/api/v3/traces') {
      answer.end(others.get(url.pathname) ?? '');
      return;
    }
    answer.setHeader('content-type', 'application/json');
    answer.write('{"result":{"resourceSpans":[');
    for (const [index, text] of found(searchIn(url)).entries())
      answer.write(index > 0 ? joined(text) : text);
    answer.end(']}}');
  });
  return { traces: recorded.length * copies, ...(await listening(server)) };
}

interface Search {
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

function searchIn({ searchParams }: URL): Search {
  const of = (name: string): string => searchParams.get(`query.${name}`) ?? '';
  return {
    fromMs: Date.parse(of('start_time_min')),
    toMs: Date.parse(of('start_time_max')),
    limit: Number(of('num_traces')),
  };
}

interface CopiedTrace {
  readonly trace: RecordedTrace;
  readonly copy: number;
  readonly startMs: number;
}

const newestFirst = (
  recorded: readonly RecordedTrace[],
  copies: number,
  lengthMs: number,
): CopiedTrace[] =>
  Array.from({ length: copies }, (_, copy) =>
    recorded.map((trace) => ({ trace, copy, startMs: trace.startMs + copy * lengthMs })),
  )
    .flat()
    .reverse();

const COMMA = Buffer.from(',');
const joined = (text: Buffer): Buffer => Buffer.concat([COMMA, text]);

function copyOf({ text, idsAt, timesAt }: RecordedTrace, copy: number, lengthMs: number): Buffer {
  if (copy === 0) return text;
  const laterMs = copy * lengthMs;
  const bytes = Buffer.from(text);
  for (const at of idsAt) bytes.write(ID_DIGITS[copy] ?? '', at, 'latin1');
  for (const at of timesAt) {
    // 19 digits; the last six are below the millisecond.
    const ms = Number(bytes.toString('latin1', at, at + 13)) + laterMs;
    bytes.write(String(ms), at, 'latin1');
  }
  return bytes;
}

/** Every trace of the recorded searches once, by start. */
function recordedTraces(exchanges: readonly Exchange[]): RecordedTrace[] {
  const answers = exchanges.filter(({ path }) => path.startsWith('/api/v3/traces?'));
  const traces = new Map(answers.flatMap(({ body }) => [...entriesByTrace(body)]));
  return Array.from(traces.values(), recordedTrace).sort((a, b) => a.startMs - b.startMs);
}

/** Splits an entry of a response, which contains the spans of one resource in all traces, by trace. */
function entriesByTrace(body: Buffer): Map<string, WireEntry[]> {
  const { result } = JSON.parse(body.toString('utf8')) as {
    result?: { resourceSpans: WireEntry[] };
  };
  const traces = new Map<string, WireEntry[]>();
  for (const { resource, scopeSpans } of result?.resourceSpans ?? [])
    for (const { scope, spans } of scopeSpans)
      for (const [id, own] of byTraceId(spans)) {
        const entry = { resource, scopeSpans: [{ scope, spans: own }] };
        traces.set(id, [...(traces.get(id) ?? []), entry]);
      }
  return traces;
}

function byTraceId(spans: readonly WireSpan[]): Map<string, WireSpan[]> {
  const groups = new Map<string, WireSpan[]>();
  for (const span of spans) {
    const known = groups.get(span.traceId);
    if (known) known.push(span);
    else groups.set(span.traceId, [span]);
  }
  return groups;
}

function recordedTrace(entries: readonly WireEntry[]): RecordedTrace {
  const text = entries.map((entry) => JSON.stringify(entry)).join(',');
  const spans = entries.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  // All ASCII, so that positions in the text equal positions in the bytes.
  const placesOf = (pattern: RegExp): number[] =>
    Array.from(text.matchAll(pattern), (found) => found.index + found[0].length);
  return {
    startMs: Math.min(
      ...spans.map(({ startTimeUnixNano }) => Number(startTimeUnixNano.slice(0, 13))),
    ),
    text: Buffer.from(text, 'latin1'),
    idsAt: placesOf(IDS),
    timesAt: placesOf(TIMES),
  };
}
