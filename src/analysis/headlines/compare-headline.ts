import { silenceOf } from '../callees-without-spans.ts';
import { FEWEST_FOR_SHARES } from '../compare-attributes.ts';
import type { ComparedPlace, CompareFinding } from '../compare-finding.ts';
import { mapPair, type Pair } from '../pair.ts';
import { SIGNIFICANT } from '../permutation-test.ts';
import { type Headline, LEAST_SHARE } from './headline.ts';

const LEAST_DELTA = 0.05;
const SPREADS = 2;
const NEARLY_ALL = 0.9;
const NEARLY_NONE = 0.1;
const MUCH_OFTENER = 2;

/** In 98 of 100 populations without a cause nothing is to be named. */
const MOST_CHANCE = 0.02;

type Compared = Omit<CompareFinding, 'headline'>;

interface Doubts {
  /** By how much comparable runs differ; undefined where fewer than four are known. */
  readonly runSpreadUs?: number | undefined;
  /** How often requests with tags dealt out at random differ as much. */
  readonly chance?: number | undefined;
  /** Whether a place that explains most does so in other draws of the requests too. */
  readonly isSteady?: (place: ComparedPlace) => boolean;
}

/** What speaks against a difference: it is too small; chance makes it as well; runs differ by it anyway. */
type Doubt = 'small' | 'chance' | 'drift';

/**
 * Names the place that explains a difference, or nothing: it must explain a fifth of it, the difference be 5 % of the
 * faster mean, and p of both be below 0.05 where there is one. Two runs, or before and after, share what their machine did
 * meanwhile: there a place is named only if the difference is more than twice what unchanged runs differ by. Groups by a tag
 * are of the same time: there the interval of the difference must leave out 0, and chance make it in at most 2 of 100 cases:
 * the interval of a few requests is too narrow. Groups by duration differ anyway: there the place must be the first one in
 * nearly all draws of the requests.
 *
 * @see docs/definitions.md#compare
 */
export function compareHeadline(finding: Compared, against: Doubts = {}): Headline {
  const { deltaUs, interval } = finding;
  const place = finding.places
    .filter(({ share = 0 }) => share >= LEAST_SHARE)
    .reduce<ComparedPlace | undefined>(
      (most, one) => ((one.share ?? 0) > (most?.share ?? 0) ? one : most),
      undefined,
    );
  const doubt = doubtAbout(finding, against);
  if (place === undefined || doubt !== undefined || !isShown(place, finding, against))
    return { ...withoutPlace(finding, doubt), deltaUs, interval, reason: doubt ?? 'no-place' };
  const { service, name: operation, callee } = place.steps.at(-1) ?? {};
  return {
    kind: 'place',
    ...{ service, operation, callee, group: place.group },
    attribute: splitting(finding),
    spansPerTrace: oftener(place.spansPerTrace),
    share: place.share,
    reason: silenceOf(callee, finding.calleesWithoutSpans),
    deltaUs,
    interval,
  };
}

const isShown = (place: ComparedPlace, { evidence }: Compared, { isSteady }: Doubts): boolean =>
  evidence === undefined ? (isSteady?.(place) ?? true) : (place.p ?? 1) < SIGNIFICANT;

function doubtAbout(
  { deltaUs, meanUs, evidence, labels, interval }: Compared,
  { runSpreadUs, chance }: Doubts,
): Doubt | undefined {
  if (Math.abs(deltaUs) < LEAST_DELTA * Math.min(meanUs.a, meanUs.b)) return 'small';
  if (evidence !== undefined) return evidence.p < SIGNIFICANT ? undefined : 'chance';
  if (labels === 'by-tag') return isByTag(interval, chance) ? undefined : 'chance';
  if (labels !== 'not-dealt') return undefined;
  const isBeyond = runSpreadUs !== undefined && Math.abs(deltaUs) > SPREADS * runSpreadUs;
  return isBeyond ? undefined : 'drift';
}

/** Requests whose times differ only by the clocks that measured them: the shift is the finding. */
function withoutPlace(
  { clocks: [clock], rawClocks, evidence, interval, labels }: Compared,
  doubt: Doubt | undefined,
): Pick<Headline, 'kind' | 'service' | 'us'> {
  if (clock !== undefined && !rawClocks)
    return { kind: 'clocks', service: clock.service, us: clock.aheadUs };
  if (doubt === undefined) return { kind: 'difference' };
  // It is small, but chance does not make it.
  if (evidence !== undefined && evidence.p < SIGNIFICANT) return { kind: 'difference' };
  return { kind: labels === 'not-dealt' && isBeyondZero(interval) ? 'drift' : 'no-difference' };
}

const isByTag = (interval: Compared['interval'], chance = 1): boolean =>
  isBeyondZero(interval) && chance <= MOST_CHANCE;

const isBeyondZero = (interval: Compared['interval']): boolean =>
  interval !== undefined && (interval.fromUs > 0 || interval.toUs < 0);

/** The attribute that splits the groups best; those that follow from it were left out before. */
function splitting({ attributes, traces }: Compared): Headline['attribute'] {
  if (Math.min(traces.a, traces.b) < FEWEST_FOR_SHARES) return undefined;
  const found = attributes.find(
    ({ presentIn }) =>
      presentIn.b >= NEARLY_ALL * traces.b && presentIn.a <= NEARLY_NONE * traces.a,
  );
  if (found === undefined) return undefined;
  const { service, key, value, presentIn } = found;
  return { service, key, value, presentIn };
}

/** Undefined where a request has the place about as often. */
function oftener(spans: Pair<number>): Pair<number> | undefined {
  const { a, b } = spans;
  const isOftener = Math.max(a, b) >= MUCH_OFTENER * Math.min(a, b) && Math.min(a, b) > 0;
  return isOftener ? mapPair(spans, (n) => Math.round(n * 10) / 10) : undefined;
}
