import { silenceOf } from '../callees-without-spans.ts';
import { isNPlusOne } from '../n-plus-one.ts';
import type { SlowestFinding } from '../slowest-finding.ts';
import { type Headline, LEAST_SHARE } from './headline.ts';

/**
 * What takes most of the time that most requests need: calls one by one, where they could save a fifth of all time,
 * else the first row of the first section if it has a fifth. By duration the root comes first, which adds nothing, and
 * so does the only row there is. A place that was asked for is worth a headline however little time it takes.
 *
 * @param totalUs of all requests, also those of sections that are not shown
 * @see docs/definitions.md#headline
 */
export function slowestHeadline(
  finding: Omit<SlowestFinding, 'headline'>,
  totalUs: number,
): Headline | undefined {
  const isNarrowed = finding.groupBy !== undefined || finding.place !== undefined;
  const repeated = isNarrowed ? undefined : repeatedHeadline(finding, totalUs);
  return finding.by === 'duration' ? undefined : (repeated ?? placeHeadline(finding));
}

function repeatedHeadline(
  { repeated }: Pick<SlowestFinding, 'repeated'>,
  totalUs: number,
): Headline | undefined {
  const worst = repeated.find((one) => isNPlusOne(one) && !one.offPath);
  if (worst === undefined || worst.totalSavedUs < LEAST_SHARE * totalUs) return undefined;
  const { service, name: operation, callee, mostCalls, traces, totalSavedUs } = worst;
  return {
    kind: 'n-plus-one',
    ...{ service, operation, callee },
    count: mostCalls,
    us: Math.round(totalSavedUs / traces),
    share: totalSavedUs / totalUs,
  };
}

function placeHeadline({
  sections: [section],
  place,
  calleesWithoutSpans,
}: Pick<SlowestFinding, 'sections' | 'place' | 'calleesWithoutSpans'>): Headline | undefined {
  const [first] = section?.paths ?? [];
  if (section === undefined || first === undefined) return undefined;
  const isWorthIt = section.pathCount > 1 && first.share >= LEAST_SHARE;
  if (!isWorthIt && place === undefined) return undefined;
  const { service, name: operation, callee } = first.steps.at(-1) ?? {};
  return {
    kind: 'place',
    ...{ service, operation, callee, group: first.group },
    reason: silenceOf(callee, calleesWithoutSpans),
    share: first.share,
    us: first.meanUs,
    ofUs: section.meanUs,
    count: section.requests,
  };
}
