import type { CompareFinding } from '../../../analysis/compare-finding.ts';
import type { CompareSource } from './notes.ts';
import { callPathText } from '../slowest/rows.ts';
import { tabSeparated } from '../table.ts';

/**
 * The finding for a pipe. The first column says what a row is; times are microseconds.
 *
 *     says       the sentence
 *     group      a or b, name, traces, mean, incomplete, of other operations
 *     place      change, service, name, callee, present in a, in b, mean a, mean b, difference, share (0 to 1), p,
 *                call path
 *     attribute  service, key, value, present in a, in b
 *     test       method, permutations, p, smallest possible p
 *     missing    trace id
 *
 * @see docs/definitions.md#compare
 */
export function compareRows(
  finding: CompareFinding,
  { names, missing }: CompareSource,
  headline: string,
): string {
  const { traces, meanUs, incomplete, otherOperations, evidence } = finding;
  return tabSeparated([
    ['says', headline],
    ...(['a', 'b'] as const).map((key) => [
      'group',
      key,
      names[key],
      traces[key],
      meanUs[key],
      incomplete[key],
      otherOperations[key],
    ]),
    ...finding.places.map(
      ({ steps, level, change, presentIn, meanUs: mean, deltaUs, share, p }) => [
        'place',
        change,
        steps.at(-1)?.service,
        steps.at(-1)?.name,
        steps.at(-1)?.callee,
        presentIn.a,
        presentIn.b,
        Math.round(mean.a),
        Math.round(mean.b),
        Math.round(deltaUs),
        share?.toFixed(4),
        p?.toFixed(4),
        callPathText({ steps, level }),
      ],
    ),
    ...finding.attributes.map(({ service, key, value, presentIn }) => [
      'attribute',
      service,
      key,
      value,
      presentIn.a,
      presentIn.b,
    ]),
    ...(evidence === undefined
      ? []
      : [['test', evidence.method, evidence.permutations, evidence.p, evidence.smallestP]]),
    ...missing.map((id) => ['missing', id]),
  ]);
}
