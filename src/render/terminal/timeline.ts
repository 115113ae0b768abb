import { duration } from './duration.ts';
import type { Screen } from './screen.ts';

/** A stretch of time drawn over so many columns. */
export interface Timeline {
  readonly startUs: number;
  readonly durationUs: number;
  readonly columns: number;
}

interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

export interface TimelineBar {
  /** When the work ran. */
  readonly runs: readonly Stretch[];
  /** The part of it on the critical path. */
  readonly path: readonly Stretch[];
}

export interface BarStyle {
  readonly path: (text: string) => string;
  readonly rest: (text: string) => string;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

/**
 * One row of a waterfall, as wide as the timeline: the part on the critical path filled, to an eighth of a column
 * where the glyphs allow it, the rest dotted. What is there leaves a trace, however short.
 *
 *     '  █▌····▏  '        without Unicode  '  ##----:  '
 */
export function timelineBar(
  { runs, path }: TimelineBar,
  timeline: Timeline,
  { unicode }: Pick<Screen, 'unicode'>,
  style: BarStyle,
): string {
  const covered = new Array<boolean>(timeline.columns).fill(false);
  for (const run of runs) {
    const [from, to] = columnsOf(run, timeline);
    const first = Math.min(Math.floor(from), timeline.columns - 1);
    covered.fill(true, first, Math.max(first + 1, Math.ceil(to)));
  }
  const lit = litColumns(path, timeline);
  const glyph = unicode ? unicodeGlyph : asciiGlyph;
  const off = { rest: unicode ? '·' : '-', none: ' ' };
  const styled = (piece: string, kind: PieceKind): string =>
    kind === 'none' ? piece : style[kind](piece);
  let bar = '';
  let piece = '';
  let kind: PieceKind = 'none';
  for (let at = 0; at < timeline.columns; at += 1) {
    const onPath = glyph(lit[at] ?? NOTHING_LIT);
    const below = covered[at] ? 'rest' : 'none';
    const next = onPath === '' ? below : 'path';
    if (next !== kind) {
      bar += styled(piece, kind);
      [piece, kind] = ['', next];
    }
    piece += next === 'path' ? onPath : off[next];
  }
  return bar + styled(piece, kind);
}

type PieceKind = keyof BarStyle | 'none';

function columnsOf({ startUs, endUs }: Stretch, timeline: Timeline): [from: number, to: number] {
  if (timeline.durationUs === 0) return [0, timeline.columns];
  const scale = timeline.columns / timeline.durationUs;
  return [(startUs - timeline.startUs) * scale, (endUs - timeline.startUs) * scale];
}

/** How much of a column is lit, 0 to 1, and whether that begins at its left or reaches its right edge. */
interface Lit {
  readonly part: number;
  readonly fromLeft: boolean;
  readonly toRight: boolean;
}

const NOTHING_LIT: Lit = { part: 0, fromLeft: false, toRight: false };

function litColumns(path: readonly Stretch[], timeline: Timeline): Lit[] {
  const lit: Lit[] = [];
  for (const section of path) {
    const [from, to] = columnsOf(section, timeline);
    for (let at = Math.floor(from); at < Math.min(to, timeline.columns); at += 1) {
      const before = lit[at] ?? NOTHING_LIT;
      lit[at] = {
        part: before.part + Math.min(to, at + 1) - Math.max(from, at),
        fromLeft: before.fromLeft || from <= at,
        toRight: before.toRight || to >= at + 1,
      };
    }
  }
  return lit;
}

function unicodeGlyph({ part, fromLeft, toRight }: Lit): string {
  if (part === 0) return '';
  const eighths = Math.round(part * 8);
  if (eighths >= 8) return '█';
  if (!fromLeft && toRight) return eighths >= 3 ? '▐' : '▕';
  return EIGHTHS[Math.max(1, eighths)] ?? '';
}

function asciiGlyph({ part }: Lit): string {
  if (part === 0) return '';
  return part >= 0.25 ? '#' : ':';
}

/** Moments along the axis, as many as there is room for: `0       226 ms      452 ms      904 ms`. */
export function timeAxis(
  { durationUs, columns }: Timeline,
  screen: Pick<Screen, 'unicode'>,
): string {
  const parts = columns >= 56 ? 4 : columns >= 28 ? 2 : 1;
  let line = '0';
  for (let i = 1; i <= parts; i += 1) {
    const label = duration((durationUs * i) / parts, screen);
    const at = Math.round((columns * i) / parts);
    // The last ends with the axis; the others stand at their moment.
    const from = i === parts ? columns - label.length : at;
    if (from > line.length) line = line.padEnd(from) + label;
  }
  return line.padEnd(columns);
}
