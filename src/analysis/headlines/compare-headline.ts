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

type Compared = Omit<CompareFinding, 'headline'>;

/** Why no place is named: too small a difference; one that chance makes as well; one that runs differ by anyway. */
type Reason = 'small' | 'chance' | 'drift';

/**
 * Names the place that explains a difference, or nothing: it must explain a fifth of it, the difference be 5 % of the
 * faster mean, and p be below 0.05 where there is one. Two runs, or before and after, share what their machine did
 * meanwhile: there a place is named only if the difference is more than twice what unchanged runs differ by.
 *
 * @param runSpreadUs by how much comparable runs differ; undefined where fewer than four are known
 * @see docs/definitions.md#compare
 */
export function compareHeadline(finding: Compared, runSpreadUs?: number): Headline {
  const { deltaUs, interval } = finding;
  const place = finding.places
    .filter(({ share = 0 }) => share >= LEAST_SHARE)
    .reduce<ComparedPlace | undefined>(
      (most, one) => ((one.share ?? 0) > (most?.share ?? 0) ? one : most),
      undefined,
    );
  const reason = whyNot(finding, place, runSpreadUs);
  if (place === undefined || reason !== undefined)
    return { ...clocksApart(finding), deltaUs, interval, reason: reason ?? 'small' };
  const { service, name: operation, callee } = place.steps.at(-1) ?? {};
  return {
    kind: 'place',
    ...{ service, operation, callee, group: place.group },
    attribute: splitting(finding),
    spansPerTrace: oftener(place.spansPerTrace),
    share: place.share,
    deltaUs,
    interval,
  };
}

function whyNot(
  { deltaUs, meanUs, evidence, labels }: Compared,
  place: ComparedPlace | undefined,
  runSpreadUs: number | undefined,
): Reason | undefined {
  if (place === undefined || Math.abs(deltaUs) < LEAST_DELTA * Math.min(meanUs.a, meanUs.b))
    return 'small';
  if (evidence !== undefined)
    return evidence.p < SIGNIFICANT && (place.p ?? 0) < SIGNIFICANT ? undefined : 'chance';
  if (labels !== 'not-dealt') return undefined;
  const isBeyond = runSpreadUs !== undefined && Math.abs(deltaUs) > SPREADS * runSpreadUs;
  return isBeyond ? undefined : 'drift';
}

/** Requests whose times differ only by the clocks that measured them: the shift is the finding. */
function clocksApart({ clocks: [clock] }: Compared): Pick<Headline, 'kind' | 'service' | 'us'> {
  if (clock === undefined) return { kind: 'no-difference' };
  return { kind: 'clocks', service: clock.service, us: clock.aheadUs };
}

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
