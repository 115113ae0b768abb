import { Ansis } from 'ansis';

/** Tables, bars and sentences for a person; tab-separated rows for a program. */
export type TextFormat = 'table' | 'tsv';

/** What is wanted and what the stream can show; the caller of a renderer has found out both. */
export interface Screen {
  readonly format: TextFormat;
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Times in UTC instead of the local zone. */
  readonly utc?: boolean | undefined;
  /** How the program is typed where it was started; absent: `jaeger-lab`. */
  readonly startedAs?: string | undefined;
}

const COLOURLESS = new Ansis(0);
/** The sixteen colours of every terminal, which its theme has made readable. */
const COLOURED = new Ansis(1);

/** The styles of a screen: `paint(screen).bold('…')` leaves the text alone where there is no colour. */
export const paint = (screen: Pick<Screen, 'colour'>): Ansis =>
  screen.colour ? COLOURED : COLOURLESS;

/** Signs that a screen without Unicode shows by others. */
const UNICODE = { arrow: '→', from: '←', dot: '·', ellipsis: '…', times: '×', yes: '✔', no: '✖' };
const ASCII = {
  arrow: '->',
  from: '<-',
  dot: '-',
  ellipsis: '...',
  times: 'x',
  yes: 'ok',
  no: 'no',
};

export const signs = (screen: Pick<Screen, 'unicode'>): Readonly<typeof UNICODE> =>
  screen.unicode ? UNICODE : ASCII;

/** Whether something is as it should be: a green ✔ or a red ✖. */
export function verdict(isGood: boolean, screen: Pick<Screen, 'unicode' | 'colour'>): string {
  const { yes, no } = signs(screen);
  return isGood ? paint(screen).green(yes) : paint(screen).red(no);
}
