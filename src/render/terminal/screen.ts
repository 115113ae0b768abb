import { Ansis } from 'ansis';

/** What a stream can show; whoever calls a renderer has found it out. */
export interface Screen {
  readonly isTTY: boolean;
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
