import { nearestRank } from '../base/percentile.ts';
import { isComplete } from '../model/assemble.ts';
import { longestRoot } from '../model/longest-root.ts';
import type { Trace } from '../model/trace.ts';

/** Names that a trace goes by among others. */
export const TRACE_NAMES = ['latest', 'slowest', 'median'] as const;
export type TraceName = (typeof TRACE_NAMES)[number];

/** @returns undefined for anything but a name */
export const traceNameIn = (typed: string): TraceName | undefined =>
  TRACE_NAMES.find((known) => known === typed);

/** Of the complete traces, by the start or the duration of the request; the smaller id of two that are equal. */
export function chooseTrace(name: TraceName, traces: readonly Trace[]): Trace | undefined {
  const complete = traces.filter((trace) => isComplete(trace) && trace.roots.length > 0);
  const sorted = complete.toSorted(
    (a, b) => measure(name, a) - measure(name, b) || (a.traceId < b.traceId ? 1 : -1),
  );
  if (name !== 'median') return sorted.at(-1);
  return sorted[nearestRank([...sorted.keys()], 50) ?? 0];
}

function measure(name: TraceName, trace: Trace): number {
  if (name !== 'latest') return longestRoot(trace)?.durationUs ?? 0;
  return trace.roots.reduce((last, root) => Math.max(last, root.startUs), 0);
}
