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
  /** A tail sampler may drop its trace. */
  readonly mayBeDropped?: boolean;
}

export interface AwaitTraces {
  readonly source: TraceSource;
  /** The sampled requests by their trace ids. */
  readonly requests: ReadonlyMap<string, AwaitedRequest>;
  /** When the last request ended, ms since the epoch. */
  readonly lastFinishedMs: number;
  readonly scheduleDelayMs: number;
  /** How long after a request ended it is known whether its trace is kept; 0 without a tail sampler. */
  readonly decidedMs?: number;
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
  /** Never found, and a tail sampler may have dropped them. */
  readonly dropped: readonly string[];
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
  const { quietAt, quietMs } = quietOf(work);
  const readable = new Map<string, Trace>();
  const seen = new Map<string, Trace>();
  let unchangedPolls = 0;
  let newsAt = clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const isDecided = clock.now() >= quietAt;
    const news = await poll(work, readable, seen, isDecided);
    work.onProgress(readable.size, requests.size);
    unchangedPolls = news ? 0 : unchangedPolls + 1;
    if (news) newsAt = clock.now();
    const isQuiet = clock.now() >= Math.max(quietAt, newsAt + quietMs);
    const settled = unchangedPolls >= QUIET_POLLS && isQuiet && isDecided;
    const timeIsUp = clock.now() >= giveUpAt;
    if (readable.size === requests.size || settled || timeIsUp) {
      return verdict(work, readable, seen, !settled && readable.size < requests.size);
    }
    await clock.sleep(Math.min(pause, giveUpAt - clock.now()), signal);
  }
}

/** When spans have had the time to arrive, and how long nothing new must have come then. */
function quietOf({ lastFinishedMs, scheduleDelayMs, decidedMs = 0, quietMs = 0 }: AwaitTraces) {
  const arriveMs = Math.max(2 * scheduleDelayMs + decidedMs, QUIET_AT_LEAST_MS);
  return { quietAt: lastFinishedMs + arriveMs, quietMs };
}

/**
 * Reads the traces that are not complete yet; those that may be dropped only when that is decided. @returns whether any has changed since the last
 * poll
 */
async function poll(
  work: AwaitTraces,
  readable: Map<string, Trace>,
  seen: Map<string, Trace>,
  isDecided: boolean,
): Promise<boolean> {
  const open = [...work.requests].filter(
    ([traceId, { mayBeDropped }]) => !readable.has(traceId) && (isDecided || !mayBeDropped),
  );
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
  const absent = [...work.requests].filter(([traceId]) => !seen.has(traceId));
  const [missing, dropped] = [false, true].map((may) =>
    absent.filter(([, { mayBeDropped = false }]) => mayBeDropped === may).map(([id]) => id),
  ) as [string[], string[]];
  const wrong = [...seen]
    .filter(([traceId]) => !readable.has(traceId))
    .map(([traceId, trace]) => ({ traceId, faults: faultsOf(trace, work.requests.get(traceId)) }));
  const waitedMs = Math.max(0, work.clock.now() - work.lastFinishedMs);
  return { seen, readable, missing, dropped, wrong, late, waitedMs };
}

function faultsOf(trace: Trace, request: AwaitedRequest | undefined): string[] {
  if (!request?.expected) return trace.problems.map(({ kind }) => kind);
  const faults = request.hasFailed ? failedHierarchyFaults : hierarchyFaults;
  return faults(trace, request.expected).map(({ text }) => text);
}
