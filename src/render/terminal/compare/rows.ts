import type { CompareFinding } from '../../../analysis/compare-finding.ts';
import { headlineRows, missingRows, tsvRows } from '../../tsv.ts';
import { callPathText, lastStep } from '../call-step.ts';
import type { CompareSource } from './notes.ts';

/** The finding for a pipe. @see docs/definitions.md#compare */
export function compareRows(
  finding: CompareFinding,
  { names, missing }: CompareSource,
  headline: string,
): string {
  const { traces, meanUs, incomplete, otherOperations, failed, evidence } = finding;
  const groups = (['a', 'b'] as const).map((group) => ({
    group,
    name: names[group],
    traces: traces[group],
    meanUs: meanUs[group],
    incomplete: incomplete[group],
    otherOperations: otherOperations[group],
    failed: failed[group],
  }));
  const places = finding.places.map((place) => ({
    ...place,
    ...lastStep(place.steps),
    ...pair(place.presentIn),
    meanAUs: place.meanUs.a,
    meanBUs: place.meanUs.b,
    path: callPathText(place),
  }));
  return [
    headlineRows(headline),
    tsvRows('group', 'group name traces meanUs incomplete otherOperations failed', groups),
    tsvRows(
      'place',
      'change service name callee inA inB meanAUs meanBUs deltaUs share p path group',
      places,
    ),
    tsvRows(
      'attribute',
      'service key value inA inB implied',
      finding.attributes.map((one) => ({ ...one, ...pair(one.presentIn) })),
    ),
    tsvRows('test', 'method permutations p smallestP', evidence ? [evidence] : []),
    missingRows(missing),
  ].join('');
}

const pair = ({ a, b }: CompareFinding['traces']) => ({ inA: a, inB: b });
