import { isComplete } from '../model/assemble.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';

/** One request: a root and everything below it. A trace with 25 roots is 25 requests. */
export interface Request {
  readonly trace: Trace;
  readonly root: Span;
  /** The span above the root is not reported here: it is of a gateway, a browser, another team's proxy. */
  readonly isLocal: boolean;
}

/**
 * The requests of a trace that can be ranked; none where something of it is missing or contradictory.
 *
 *     (gateway: never reported)
 *      catalogue  GET /items  server     a local root: nothing of the trace is above it, and nothing is missing below
 *       catalogue  SELECT     client
 *
 * @param settledUs a trace with a span that ended after this moment may still wait for its root, which is sent last;
 *   undefined where nothing can still arrive
 * @see docs/definitions.md#requests
 */
export function requestsOf(trace: Trace, settledUs?: Micros): Request[] {
  if (isComplete(trace)) return trace.roots.map((root) => ({ trace, root, isLocal: false }));
  if (settledUs !== undefined && trace.spans.some((span) => endUs(span) > settledUs)) return [];
  return localRoots(trace).map((root) => ({ trace, root, isLocal: true }));
}

/** Where the requests of a trace begin, also of one that is too broken to be ranked. */
export function rootsOf(trace: Trace): readonly Span[] {
  return trace.roots.length > 0 ? trace.roots : localRoots(trace);
}

/**
 * Orphans that answer another caller, in a trace without any root. An orphan of another kind lost a parent of its own
 * process, and so does one beside a root: then spans were lost.
 */
function localRoots({ problems, tops, roots }: Trace): readonly Span[] {
  const isOnlyOrphaned = problems.every(({ kind }) => kind === 'no-root' || kind === 'orphan');
  const answersOnly = tops.every(({ kind }) => kind === 'server' || kind === 'consumer');
  return roots.length === 0 && isOnlyOrphaned && answersOnly ? tops : [];
}
