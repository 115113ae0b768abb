import type { CallStep } from '../call-path.ts';
import { silenceOf } from '../callees-without-spans.ts';
import { isNPlusOne } from '../n-plus-one.ts';
import type { SlowestFinding } from '../slowest-finding.ts';
import type { OperationTime } from '../slowest-section.ts';
import { explains } from './explains.ts';
import { type Headline, LEAST_SHARE } from './headline.ts';

type Ranked = Omit<SlowestFinding, 'headline'>;

/**
 * What takes most of the time that most requests need: calls one by one, where they could save a fifth of all time, else
 * the first row of the first section if it has a fifth, or the wait that explains it; else the operation that has a fifth
 * in all its places. By duration the root comes first, which adds nothing. A place that was asked for is worth a headline
 * however little time it takes.
 *
 * @param totalUs of all requests, also those of sections that are not shown
 * @param most the operation with most time in the first section, wherever it was called
 * @see docs/definitions.md#headline
 */
export function slowestHeadline(
  finding: Ranked,
  totalUs: number,
  most?: OperationTime,
): Headline | undefined {
  if (finding.by === 'duration') return undefined;
  const place = placeHeadline(finding);
  if (finding.groupBy !== undefined || finding.place !== undefined) return place;
  return (
    repeatedHeadline(finding, totalUs) ??
    waitsOf(finding, totalUs).find((wait) => explains(wait, place)) ??
    place ??
    operationHeadline(finding, most)
  );
}

function waitsOf({ waits, requests }: Ranked, totalUs: number): Headline[] {
  return waits
    .filter((wait) => wait.totalUs > 0 && wait.totalUs >= LEAST_SHARE * totalUs)
    .map(({ service, name: operation, callee, before: reason, totalUs: us }) => ({
      kind: 'wait',
      ...{ service, operation, callee, reason },
      us: Math.round(us / requests),
      ofUs: Math.round(totalUs / requests),
      share: us / totalUs,
    }));
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

function placeHeadline(finding: Ranked): Headline | undefined {
  const [section] = finding.sections;
  const [first] = section?.paths ?? [];
  if (section === undefined || first === undefined) return undefined;
  const isAlone = section.pathCount === 1 && finding.place === undefined;
  if (!isWorthIt(first.share, isAlone, finding)) return undefined;
  const step = first.steps.at(-1);
  const silence = silenceOf(step?.callee, finding.calleesWithoutSpans);
  return {
    kind: 'place',
    ...whereOf(step),
    group: first.group,
    reason: silence ?? (isAlone ? 'no-other-span' : undefined),
    share: first.share,
    us: first.meanUs,
    ofUs: section.meanUs,
    count: section.requests,
  };
}

/** The only group that there is adds nothing. */
const isWorthIt = (share: number, isAlone: boolean, { place, groupBy }: Ranked): boolean =>
  place !== undefined || (share >= LEAST_SHARE && !(isAlone && groupBy !== undefined));

const whereOf = (
  step: CallStep | undefined,
): Pick<Headline, 'service' | 'operation' | 'callee'> => ({
  service: step?.service,
  operation: step?.name,
  callee: step?.callee,
});

/** One operation that is called from many places may have in each of them too little to be seen. */
function operationHeadline(
  { sections: [section], by, calleesWithoutSpans }: Ranked,
  most: OperationTime | undefined,
): Headline | undefined {
  if (section === undefined || most === undefined || by !== 'path') return undefined;
  const share = most.totalUs / section.totalUs;
  if (!(share >= LEAST_SHARE)) return undefined;
  return {
    kind: 'place',
    ...whereOf(most.step),
    reason: silenceOf(most.step.callee, calleesWithoutSpans),
    share,
    us: Math.round(most.totalUs / section.requests),
    ofUs: section.meanUs,
    count: section.requests,
  };
}
