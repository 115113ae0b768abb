import { clockNotes } from '../clocks.ts';
import { duration } from '../duration.ts';
import { FEWEST_FOR_SHARES } from '../../../analysis/compare-attributes.ts';
import type { CompareFinding, Pair } from '../../../analysis/compare-finding.ts';
import { paint, type Screen } from '../screen.ts';
import { table } from '../table.ts';
import { counted } from '../../../model/counted.ts';
import { percent } from '../words.ts';
import { paragraph } from '../wrap.ts';

/** What the groups are and where they come from. */
export interface CompareSource {
  readonly names: Pair<string>;
  readonly jaegerVersion: string | undefined;
  readonly missing: readonly string[];
}

/** What was left out of the comparison, or shifted in it, and why. */
export function compareNotes(
  { traces, failed, incomplete, otherOperations, clocks, rawClocks }: CompareFinding,
  { missing }: CompareSource,
  screen: Screen,
): string {
  const { yellow } = paint(screen);
  const left = incomplete.a + incomplete.b;
  const other = otherOperations.a + otherOperations.b;
  return [
    ...(failed.a + failed.b > 0
      ? [`failed requests: ${failed.a} of ${traces.a} in a, ${failed.b} of ${traces.b} in b`]
      : []),
    ...(left > 0 ? [`${counted(left, 'incomplete trace')} left out`] : []),
    ...(other > 0 ? [`${counted(other, 'trace')} of other operations left out`] : []),
    ...clockNotes(clocks, rawClocks, screen),
    ...(missing.length > 0 ? [`${counted(missing.length, 'trace')} not in Jaeger`] : []),
  ]
    .map((note) => paragraph(note, screen, yellow))
    .join('');
}

/** Shares of the traces, or counts where a group has fewer than eight. */
export function attributesTable(
  { attributes, traces }: CompareFinding,
  names: Pair<string>,
  screen: Screen,
): string {
  if (attributes.length === 0) return '';
  const isFew = Math.min(traces.a, traces.b) < FEWEST_FOR_SHARES;
  const amount = (count: number, n: number): string =>
    isFew ? `${count}/${n}` : percent(count / n);
  const rows = attributes.map(({ service, key, value, presentIn, implied }) => [
    `  ${service}`,
    implied === 0 ? `${key}=${value}` : `${key}=${value} (and ${counted(implied, 'other')})`,
    amount(presentIn.a, traces.a),
    amount(presentIn.b, traces.b),
  ]);
  const columns = [
    { title: '', cutTo: 6 },
    { title: '', cutTo: 16 },
    { title: `a ${names.a}`, align: 'right' as const },
    { title: `b ${names.b}`, align: 'right' as const },
  ];
  return `${paint(screen).bold('Attributes that differ')}\n${table(columns, rows, screen)}`;
}

/** What the p of the table is, or why there is none. */
export function evidenceNote(
  { evidence, labels, interval }: CompareFinding,
  screen: Screen,
): string {
  const { dim, yellow } = paint(screen);
  if (labels === 'by-duration')
    return paragraph(
      'No p: the groups were picked by their duration, so they differ in it.',
      screen,
      dim,
    );
  if (labels === 'not-dealt')
    return paragraph(
      `No p: the labels were not dealt at random within one run, so this cannot tell a change from drift.${within(interval, screen)}`,
      screen,
      dim,
    );
  if (labels === 'by-tag')
    return paragraph(
      `No p: the tag was not dealt at random, so this cannot tell what it does from what comes with it, or from drift.${within(interval, screen)}`,
      screen,
      dim,
    );
  if (evidence === undefined) return '';
  const { unit, method, permutations, smallestP, p, tooFew } = evidence;
  const whole = unit === 'run' ? ', each run as a whole' : '';
  const ways =
    method === 'exact' ? `all ${counted(permutations, 'way')}` : `${permutations} random ways`;
  const found = `Permutation test over ${ways} to deal out the labels${whole}: p ${p < 0.0005 ? '' : '= '}${probability(p)} for the whole; each place held against the largest.`;
  if (!tooFew) return paragraph(found, screen, dim);
  return paragraph(
    `${found} Too few ${unit === 'run' ? 'runs' : 'traces'}: with so few no difference can have a p below ${smallestP.toFixed(2)}.`,
    screen,
    yellow,
  );
}

const within = (interval: CompareFinding['interval'], screen: Screen): string =>
  interval === undefined
    ? ''
    : ` The difference lies between ${signed(interval.fromUs, screen)} and ${signed(interval.toUs, screen)} (95 % interval).`;

const signed = (us: number, screen: Screen): string =>
  `${us < 0 ? '-' : ''}${duration(Math.abs(us), screen)}`;

/** p to three places, and never 0. */
export const probability = (p: number): string => (p < 0.0005 ? '<0.001' : p.toFixed(3));
