import { mapBounded } from '../base/bounded.ts';
import type { Clock } from '../base/clock.ts';
import {
  type ExpectedSpan,
  expectedSpanCount,
  failedHierarchyFaults,
  hierarchyFaults,
} from '../model/hierarchy.ts';
import type { Trace } from '../model/trace.ts';

/** Reads a trace by id; `undefined` means that this Jaeger does not have it (yet). */
export interface TraceSource {
  trace(traceId: string): Promise<Trace | undefined>;
}

export interface AwaitedRequest {
  /** Undefined when any complete trace is accepted. */
  readonly expected: ExpectedSpan | undefined;
  readonly hasFailed: boolean;
}

export interface AwaitTraces {
  readonly source: TraceSource;
  /** The sampled requests by their trace ids. */
  readonly requests: ReadonlyMap<string, AwaitedRequest>;
  /** When the last request ended, ms since the epoch. */
  readonly lastFinishedMs: number;
  readonly scheduleDelayMs: number;
  /** A longer time without news than usual, for what is held back on its way. */
  readonly quietMs?: number | undefined;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (readable: number, of: number) => void;
}

export interface AwaitedTraces {
  /** All traces that were found, as last read. */
  readonly seen: ReadonlyMap<string, Trace>;
  /** Traces with every expected span. */
  readonly readable: ReadonlyMap<string, Trace>;
  /** Never found. */
  readonly missing: readonly string[];
  /** Found, but not as expected; with the reasons. */
  readonly wrong: readonly { readonly traceId: string; readonly faults: readonly string[] }[];
  /** The timeout passed while spans could still have arrived: `missing` and `wrong` are then not a verdict. */
  readonly late: boolean;
  /** From the end of the last request until the last trace was readable, or until the wait ended. */
  readonly waitedMs: number;
}

const AT_ONCE = 8;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** The minimum, even where the services export faster. */
const QUIET_AT_LEAST_MS = 3000;
const QUIET_POLLS = 2;

/**
 * Waits until every trace has its expected spans, or until two polls found nothing new and
 * max(2 × schedule delay, 3 s) have passed since the last request ended (and `quietMs` since the last news), or until
 * the timeout.
 *
 * @see docs/definitions.md#completeness
 */
export async function awaitTraces(work: AwaitTraces): Promise<AwaitedTraces> {
  const { clock, signal, requests } = work;
  const giveUpAt = clock.now() + work.timeoutMs;
  const quietAt = work.lastFinishedMs + Math.max(2 * work.scheduleDelayMs, QUIET_AT_LEAST_MS);
  const readable = new Map<string, Trace>();
  const seen = new Map<string, Trace>();
  let unchangedPolls = 0;
  let newsAt = clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const news = await poll(work, readable, seen);
    work.onProgress(readable.size, requests.size);
    unchangedPolls = news ? 0 : unchangedPolls + 1;
    if (news) newsAt = clock.now();
    const isQuiet = clock.now() >= Math.max(quietAt, newsAt + (work.quietMs ?? 0));
    const settled = unchangedPolls >= QUIET_POLLS && isQuiet;
    const timeIsUp = clock.now() >= giveUpAt;
    if (readable.size === requests.size || settled || timeIsUp) {
      return verdict(work, readable, seen, !settled && readable.size < requests.size);
    }
    await clock.sleep(Math.min(pause, giveUpAt - clock.now()), signal);
  }
}

/** Reads the traces that are not complete yet. @returns whether any has changed since the last poll */
async function poll(
  work: AwaitTraces,
  readable: Map<string, Trace>,
  seen: Map<string, Trace>,
): Promise<boolean> {
  const open = [...work.requests].filter(([traceId]) => !readable.has(traceId));
  const changes = await mapBounded(open, AT_ONCE, async ([traceId, request]) => {
    const trace = await work.source.trace(traceId);
    if (!trace) return false;
    const more = trace.spans.length !== seen.get(traceId)?.spans.length;
    seen.set(traceId, trace);
    if (isReadable(trace, request)) readable.set(traceId, trace);
    return more;
  });
  return changes.some(Boolean);
}

function isReadable(trace: Trace, request: AwaitedRequest): boolean {
  const { expected, hasFailed } = request;
  // Most that are polled lack spans: counting those is cheaper.
  if (expected && !hasFailed && trace.spans.length < expectedSpanCount(expected)) return false;
  return faultsOf(trace, request).length === 0;
}

function verdict(
  work: AwaitTraces,
  readable: ReadonlyMap<string, Trace>,
  seen: ReadonlyMap<string, Trace>,
  late: boolean,
): AwaitedTraces {
  const missing = [...work.requests.keys()].filter((traceId) => !seen.has(traceId));
  const wrong = [...seen]
    .filter(([traceId]) => !readable.has(traceId))
    .map(([traceId, trace]) => ({ traceId, faults: faultsOf(trace, work.requests.get(traceId)) }));
  const waitedMs = Math.max(0, work.clock.now() - work.lastFinishedMs);
  return { seen, readable, missing, wrong, late, waitedMs };
}

function faultsOf(trace: Trace, request: AwaitedRequest | undefined): string[] {
  if (!request?.expected) return trace.problems.map(({ kind }) => kind);
  const faults = request.hasFailed ? failedHierarchyFaults : hierarchyFaults;
  return faults(trace, request.expected).map(({ text }) => text);
}
