import type { OverheadRound, OverheadSideName } from '../../../analysis/overhead.ts';
import { bar, PROGRESS_COLUMNS } from '../bar.ts';
import type { Screen } from '../screen.ts';

/** What a side is called where a person reads it, in the order of measuring. */
export const SIDE_TITLES: Readonly<Record<OverheadSideName, string>> = {
  bare: 'bare',
  'sampled-100': 'instrumented, 100 %',
  'sampled-10': 'instrumented, 10 %',
  'remote-10': 'instrumented, 10 % remote',
};

/** The same beside figures of the others. */
const SHORT: Readonly<Record<OverheadSideName, string>> = {
  bare: 'bare',
  'sampled-100': '100 %',
  'sampled-10': '10 %',
  'remote-10': '10 % remote',
};

const roundTitle = (round: number, rounds: number): string =>
  round === 0 ? 'warm-up' : `round ${round} of ${rounds}`;

interface SideBegun {
  readonly side: OverheadSideName;
  /** In the order of measuring. */
  readonly sides: readonly OverheadSideName[];
  readonly round: number;
  readonly rounds: number;
}

/** "  ██████▌          round 2 of 5, bare" */
export function overheadProgress(
  { side, sides, round, rounds }: SideBegun,
  screen: Screen,
): string {
  const done = round + sides.indexOf(side) / sides.length;
  return `  ${bar(done / (rounds + 1), PROGRESS_COLUMNS, screen)} ${roundTitle(round, rounds)}, ${SIDE_TITLES[side]}`;
}

interface RoundEnded {
  readonly round: number;
  readonly rounds: number;
  /** In the order of measuring. */
  readonly sides: readonly (readonly [OverheadSideName, Pick<OverheadRound, 'perSecond'>])[];
}

/** "  round 2 of 5: bare 8012/s, 100 % 4967/s, 10 % 6489/s" */
export function overheadRound({ round, rounds, sides }: RoundEnded): string {
  const figures = sides.map(([side, { perSecond }]) => `${SHORT[side]} ${Math.round(perSecond)}/s`);
  return `  ${roundTitle(round, rounds)}: ${figures.join(', ')}`;
}
