import { FEWEST_FOR_SHARES } from './compare-attributes.ts';
import type { CompareFinding, Headline } from './compare-finding.ts';

const LEAST_SHARE = 0.2;
const LEAST_DELTA = 0.05;
const SIGNIFICANT = 0.05;
const SPREADS = 2;
const NEARLY_ALL = 0.9;
const NEARLY_NONE = 0.1;

/**
 * Names the place that explains a difference, or nothing: it must explain a fifth of it, the difference be 5 % of the
 * faster mean, and p be below 0.05 where there is one. Two runs, or before and after, share what their machine did
 * meanwhile: there a place is named only if the difference is more than twice what unchanged runs differ by.
 *
 * @param runSpreadUs by how much comparable runs differ; undefined where fewer than four are known
 * @see docs/definitions.md#compare
 */
export function headlineOf(
  finding: Omit<CompareFinding, 'headline'>,
  runSpreadUs?: number,
): Headline {
  const { deltaUs, interval } = finding;
  const [place] = finding.places
    .filter(({ share = 0 }) => share >= LEAST_SHARE)
    .sort((x, y) => (y.share ?? 0) - (x.share ?? 0));
  const step = place?.steps.at(-1);
  if (step === undefined || !isShown(finding, place?.p, runSpreadUs)) {
    const nothing = { service: undefined, operation: undefined, attribute: undefined };
    return { kind: 'no-difference', ...nothing, deltaUs, share: undefined, interval };
  }
  const { service, name: operation } = step;
  const attribute = splitting(finding);
  return { kind: 'place', service, operation, attribute, deltaUs, share: place?.share, interval };
}

function isShown(
  { deltaUs, meanUs, evidence, labels }: Omit<CompareFinding, 'headline'>,
  placeP: number | undefined,
  runSpreadUs: number | undefined,
): boolean {
  if (Math.abs(deltaUs) < LEAST_DELTA * Math.min(meanUs.a, meanUs.b)) return false;
  if (evidence !== undefined) return evidence.p < SIGNIFICANT && (placeP ?? 0) < SIGNIFICANT;
  if (labels !== 'not-dealt') return true;
  return runSpreadUs !== undefined && Math.abs(deltaUs) > SPREADS * runSpreadUs;
}

/** The attribute that splits the groups best; those that come with it are left out. */
function splitting({
  attributes,
  traces,
}: Pick<CompareFinding, 'attributes' | 'traces'>): Headline['attribute'] {
  if (Math.min(traces.a, traces.b) < FEWEST_FOR_SHARES) return undefined;
  const found = attributes.find(
    ({ presentIn }) =>
      presentIn.b >= NEARLY_ALL * traces.b && presentIn.a <= NEARLY_NONE * traces.a,
  );
  return found && { service: found.service, key: found.key, value: found.value };
}
