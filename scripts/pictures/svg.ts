import { widthOf } from '../../src/render/terminal/text-width.ts';

/** Pixels: a cell and its font, the space around the text, and a bar from its top to the baseline and in all. */
const [CELL, LINE, FONT, MARGIN, ASCENT, BAR] = [8.4, 19, 14, 18, 12, 15] as const;

/** Readable on the dark background, which is the same on a light and on a dark page. */
const PLAIN = '#e6edf3';
const DIM = '#9198a1';
const COLOURS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#f2cc60',
  36: '#76e3ea',
};

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | undefined;
}

const UNSTYLED: Style = { bold: false, dim: false, colour: undefined };

/** A sequence that selects colours and styles. */
const SGR = /\u001b\[([\d;]*)m/;

/** A horizontal bar, as fonts draw it with gaps or not at all; or words up to a gap of two spaces. */
const PIECES = /[▐▕]?█+[▉-▏]?|[▉-▐▕]|[^\s█-▐▕]+(?: [^\s█-▐▕]+)*/g;

/**
 * Draws a terminal's output as SVG text on a dark background. Every piece of text has its column and its width, so that
 * the columns stay aligned in any font.
 * @param picture.title for screen readers
 * @param picture.columns of the terminal
 * @throws Error at another control sequence or SGR code: the picture would not show what the terminal does
 */
export function svgOf(
  output: string,
  { title, columns }: { readonly title: string; readonly columns: number },
): string {
  const lines = output.trimEnd().split('\n');
  const width = Math.ceil(columns * CELL + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  let style = UNSTYLED;
  const shown = lines.flatMap((line, row) => {
    const drawn = lineOf(line, MARGIN + row * LINE + ASCENT + 2, style);
    style = drawn.style;
    return drawn.pieces;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}.b{font-weight:bold}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="#0d1117" stroke="#3d444d"/>`,
    `<g fill="${PLAIN}">`,
    ...shown,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The pieces of one line, and the style that the next line begins with. */
function lineOf(line: string, baseline: number, before: Style): { pieces: string[]; style: Style } {
  let [style, column] = [before, 0];
  // `split` returns texts at even places, and the codes between them at odd ones.
  const pieces = line.split(SGR).flatMap((part, index) => {
    if (index % 2 === 1) {
      style = part.split(';').map(Number).reduce(restyled, style);
      return [];
    }
    const start = column;
    column += widthOf(part);
    return Array.from(part.matchAll(PIECES), ({ 0: piece, index: at }) =>
      pieceOf(piece, start + widthOf(part.slice(0, at)), baseline, style),
    );
  });
  return { pieces, style };
}

/** The style after one SGR code (ECMA-48, 8.3.117). */
function restyled(style: Style, code: number): Style {
  if (code === 0) return UNSTYLED;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, colour: undefined };
  const colour = COLOURS[code];
  if (colour === undefined) throw new Error(`unknown SGR code ${code}`);
  return { ...style, colour };
}

function pieceOf(piece: string, column: number, baseline: number, style: Style): string {
  const fill = style.colour ?? (style.dim ? DIM : undefined);
  const paint = fill === undefined ? '' : ` fill="${fill}"`;
  const x = MARGIN + column * CELL;
  const cells = Array.from(piece).reduce((sum, sign) => sum + filledBy(sign), 0);
  if (cells > 0) {
    const empty = /^[▐▕]/.test(piece) ? 1 - filledBy(piece) : 0;
    const size = `width="${px(cells * CELL)}" height="${BAR}"`;
    return `<rect x="${px(x + empty * CELL)}" y="${baseline - ASCENT}" ${size}${paint}/>`;
  }
  const length = px(widthOf(piece) * CELL);
  const weight = style.bold ? ' class="b"' : '';
  return `<text x="${px(x)}" y="${baseline}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${weight}${paint}>${escaped(piece)}</text>`;
}

/** The share of a cell's width that a block of Unicode fills, 0 for any other letter. */
function filledBy(sign: string): number {
  if (sign.startsWith('▕')) return 1 / 8;
  if (sign.startsWith('▐')) return 1 / 2;
  return sign >= '█' && sign <= '▏' ? (0x2590 - sign.charCodeAt(0)) / 8 : 0;
}

const px = (pixels: number): string => String(Number(pixels.toFixed(2)));

function escaped(text: string): string {
  if (/\p{Cc}/u.test(text)) throw new Error(`control character in ${JSON.stringify(text)}`);
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
