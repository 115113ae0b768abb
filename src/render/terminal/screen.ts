import { Ansis } from 'ansis';

/** Tables, bars and sentences for a person; tab-separated rows for a program. */
export type TextFormat = 'table' | 'tsv';

/** What is wanted and what the stream can show; the caller of a renderer has found out both. */
export interface Screen {
  readonly format: TextFormat;
  readonly columns: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

const COLOURLESS = new Ansis(0);
/** The sixteen colours of every terminal, which its theme has made readable. */
const COLOURED = new Ansis(1);

/** The styles of a screen: `paint(screen).bold('…')` leaves the text alone where there is no colour. */
export const paint = (screen: Pick<Screen, 'colour'>): Ansis =>
  screen.colour ? COLOURED : COLOURLESS;

/** Signs that a screen without Unicode shows by others. */
export interface Signs {
  readonly arrow: string;
  readonly from: string;
  readonly dot: string;
  readonly ellipsis: string;
}

const UNICODE: Signs = { arrow: '→', from: '←', dot: '·', ellipsis: '…' };
const ASCII: Signs = { arrow: '->', from: '<-', dot: '-', ellipsis: '...' };

export const signs = (screen: Pick<Screen, 'unicode'>): Signs => (screen.unicode ? UNICODE : ASCII);
