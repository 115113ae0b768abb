import { counted } from '../../model/counted.ts';
import { isComplete } from '../../model/assemble.ts';
import type { Trace } from '../../model/trace.ts';
import { longestRoot } from '../../model/longest-root.ts';
import { operationOf } from '../operation.ts';
import { type VerifyWarning, WarningTally } from './verify-warning.ts';

/**
 * Complete traces with another number of spans than most traces that began with the same operation: spans that were
 * lost at the leaves leave no orphan behind. Of two numbers that are equally frequent the larger is taken for usual.
 *
 * @see docs/definitions.md#verify
 */
export function unusualSpanCounts(traces: readonly Trace[]): VerifyWarning[] {
  const routes = new Map<string, Trace[]>();
  for (const trace of traces.filter(isComplete)) {
    const root = longestRoot(trace);
    if (root === undefined) continue;
    const route = `${root.resource.service} ${operationOf(root)}`;
    const before = routes.get(route);
    if (before === undefined) routes.set(route, [trace]);
    else before.push(trace);
  }
  const tally = new WarningTally('span-count');
  for (const [route, same] of routes) {
    const counts = same.map(({ spans }) => spans.length);
    const usual = modeOf(counts);
    for (const { traceId, spans } of same) {
      if (spans.length !== usual)
        tally.add(
          `${route} left ${counted(usual, 'span')} as a rule, and ${spans.length} here`,
          traceId,
        );
    }
  }
  return tally.finish((place) => place);
}

function modeOf(counts: readonly number[]): number {
  const frequencies = new Map<number, number>();
  for (const count of counts) frequencies.set(count, (frequencies.get(count) ?? 0) + 1);
  let [mode, most] = [0, 0];
  for (const [count, frequency] of frequencies) {
    if (frequency > most || (frequency === most && count > mode)) [mode, most] = [count, frequency];
  }
  return mode;
}
