import { isComplete } from '../model/assemble.ts';
import type { Span, Trace, TraceProblem } from '../model/trace.ts';
import { CallTree } from './call-path.ts';
import { criticalPath } from './critical-path.ts';
import type {
  IncompleteTraces,
  SlowestFinding,
  SlowestOptions,
  SlowSpan,
} from './slowest-finding.ts';
import { SectionTally } from './slowest-section.ts';
import { slowestFirst, timeSpans, type TimedSpan } from './span-times.ts';

/**
 * Where the time of many requests went, by the place in the request, and the slowest single spans. Requests that began
 * with different operations are never mixed. The answer does not depend on the order of the traces.
 *
 * @param traces each once
 * @see docs/definitions.md#slowest
 */
export function slowest(traces: readonly Trace[], options: SlowestOptions): SlowestFinding {
  const { by, service, operation, limit } = options;
  const tree = new CallTree();
  const tallies = new Map<string, SectionTally>();
  const candidates: TimedSpan[] = [];
  const complete = traces.filter(isComplete);
  let severalRoots = 0;
  for (const trace of complete) {
    const path = criticalPath(trace, options);
    if (path === undefined) continue;
    const all = timeSpans(trace, path, tree, by);
    const asked = all.filter(({ span }) => isAskedFor(span, options));
    if (asked.length === 0) continue;
    if (path.otherRoots.length > 0) severalRoots += 1;
    tallyOf(tallies, path.root, by).add(all, asked);
    // No more of one trace than the limit can be among the slowest of all.
    const taking = asked.filter(({ rankedUs }) => rankedUs > 0);
    for (const span of taking.sort(slowestFirst).slice(0, limit)) candidates.push(span);
  }
  const sections = Array.from(tallies)
    .sort(([a, first], [b, second]) => second.totalUs - first.totalUs || (a < b ? -1 : 1))
    .map(([, section]) => section);
  const ranked = sections.reduce((sum, section) => sum + section.traces, 0);
  return {
    by,
    service,
    operation,
    traces: ranked,
    incomplete: incompleteAmong(traces),
    unmatchedTraces: complete.length - ranked,
    severalRoots,
    sections: sections.map((section) => section.finish(limit)),
    spans: candidates.sort(slowestFirst).slice(0, limit).map(slowSpan),
  };
}

function isAskedFor(span: Span, { service, operation }: SlowestOptions): boolean {
  return (
    (service === undefined || span.resource.service === service) &&
    (operation === undefined || span.name === operation)
  );
}

function tallyOf(tallies: Map<string, SectionTally>, root: Span, by: SlowestOptions['by']) {
  const key = JSON.stringify([root.resource.service, root.name]);
  const tally = tallies.get(key) ?? new SectionTally(root, by);
  tallies.set(key, tally);
  return tally;
}

function slowSpan({ span, place, pathUs, selfUs, requestUs }: TimedSpan): SlowSpan {
  const { traceId, spanId, durationUs } = span;
  return { ...place.step, traceId, spanId, pathUs, selfUs, durationUs, requestUs };
}

function incompleteAmong(traces: readonly Trace[]): IncompleteTraces {
  const incomplete = traces.filter((trace) => !isComplete(trace));
  const found = new Map<TraceProblem['kind'], string[]>();
  for (const { problems, traceId } of incomplete) {
    for (const kind of new Set(problems.map((problem) => problem.kind))) {
      const ids = found.get(kind);
      if (ids === undefined) found.set(kind, [traceId]);
      else ids.push(traceId);
    }
  }
  const reasons = Array.from(found, ([problem, ids]) => ({
    problem,
    traces: ids.length,
    exemplarTraceId: ids.reduce((a, b) => (b < a ? b : a)),
  }));
  reasons.sort((a, b) => b.traces - a.traces || (a.problem < b.problem ? -1 : 1));
  return { traces: incomplete.length, reasons };
}
