import { mapBounded } from '../base/bounded.ts';
import type { Clock } from '../base/clock.ts';
import { type ExpectedSpan, failedHierarchyFaults, hierarchyFaults } from '../model/hierarchy.ts';
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
  /** A longer time without news than usual, for what is held back on its way. */
  readonly quietMs?: number | undefined;
  /** How long after a request ended it is known whether its trace is kept; 0 without a tail sampler. */
  readonly decidedMs?: number;
  readonly timeoutMs: number;
  /** The traces themselves are not wanted: those of an hour of load are gigabytes. */
  readonly forgetsTraces?: boolean | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (readable: number, of: number) => void;
}

export interface AwaitedTraces {
  /** All traces that were found, as last read; empty where they are not wanted. */
  readonly seen: ReadonlyMap<string, Trace>;
  /** The ids of traces with every expected span. */
  readonly readable: ReadonlySet<string>;
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
/** What one poll may take when the time is up: hundreds of thousands of traces are read for minutes. */
const LAST_POLL_MS = 5000;

/** What is known of the traces that were found. */
interface Found {
  readonly seen: Map<string, Trace>;
  readonly readable: Set<string>;
  /** Of those that are not readable. */
  readonly open: Map<string, { readonly spans: number; readonly faults: readonly string[] }>;
}

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
  const decidedAt = decidedAtMs(work);
  const found: Found = { seen: new Map(), readable: new Set(), open: new Map() };
  const { readable } = found;
  let unchangedPolls = 0;
  let newsAt = clock.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const isDecided = clock.now() >= decidedAt;
    const until = Math.max(giveUpAt, clock.now() + LAST_POLL_MS);
    const news = await poll(work, found, { isDecided, until });
    work.onProgress(readable.size, requests.size);
    unchangedPolls = news ? 0 : unchangedPolls + 1;
    if (news) newsAt = clock.now();
    const settled = isDecided && isSettled(work, { unchangedPolls, newsAt, until });
    const timeIsUp = clock.now() >= giveUpAt;
    if (readable.size === requests.size || settled || timeIsUp) {
      return verdict(work, found, !settled && readable.size < requests.size);
    }
    await clock.sleep(Math.min(pause, giveUpAt - clock.now()), signal);
  }
}

/** When spans of the last request can no longer be on their usual way. */
const decidedAtMs = ({ lastFinishedMs, scheduleDelayMs, decidedMs = 0 }: AwaitTraces): number =>
  lastFinishedMs + Math.max(2 * scheduleDelayMs + decidedMs, QUIET_AT_LEAST_MS);

const isQuiet = ({ clock, quietMs = 0 }: AwaitTraces, newsAt: number): boolean =>
  clock.now() >= newsAt + quietMs;

/** A poll that was cut off says nothing of what it did not read. */
function isSettled(
  work: AwaitTraces,
  {
    unchangedPolls,
    newsAt,
    until,
  }: Readonly<Record<'unchangedPolls' | 'newsAt' | 'until', number>>,
): boolean {
  const isWhole = work.clock.now() <= until;
  return isWhole && unchangedPolls >= QUIET_POLLS && isQuiet(work, newsAt);
}

/**
 * Reads the traces that are not complete yet; those that may be dropped only when that is decided.
 *
 * @returns whether any has changed since the last poll
 */
async function poll(
  work: AwaitTraces,
  { seen, readable, open }: Found,
  { isDecided, until }: { readonly isDecided: boolean; readonly until: number },
): Promise<boolean> {
  const unread = [...work.requests].filter(
    ([traceId, { mayBeDropped }]) => !readable.has(traceId) && (isDecided || !mayBeDropped),
  );
  const changes = await mapBounded(unread, AT_ONCE, async ([traceId, request]) => {
    const trace = work.clock.now() > until ? undefined : await work.source.trace(traceId);
    if (!trace) return false;
    if (!work.forgetsTraces) seen.set(traceId, trace);
    const spans = trace.spans.length;
    if (spans === open.get(traceId)?.spans) return false;
    const faults = faultsOf(trace, request);
    open.set(traceId, { spans, faults });
    if (faults.length === 0) {
      open.delete(traceId);
      readable.add(traceId);
    }
    return true;
  });
  return changes.some(Boolean);
}

function verdict(
  { requests, clock, lastFinishedMs }: AwaitTraces,
  { seen, readable, open }: Found,
  late: boolean,
): AwaitedTraces {
  const absent = [...requests].filter(([id]) => !readable.has(id) && !open.has(id));
  const [missing, dropped] = [false, true].map((may) =>
    absent.filter(([, { mayBeDropped = false }]) => mayBeDropped === may).map(([id]) => id),
  ) as [string[], string[]];
  const wrong = Array.from(open, ([traceId, { faults }]) => ({ traceId, faults }));
  const waitedMs = Math.max(0, clock.now() - lastFinishedMs);
  return { seen, readable, missing, dropped, wrong, late, waitedMs };
}

function faultsOf(trace: Trace, request: AwaitedRequest | undefined): string[] {
  if (!request?.expected) return trace.problems.map(({ kind }) => kind);
  const faults = request.hasFailed ? failedHierarchyFaults : hierarchyFaults;
  return faults(trace, request.expected).map(({ text }) => text);
}
