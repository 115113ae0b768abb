import assert from 'node:assert/strict';
import { test } from 'node:test';
import { svgOf } from '../../../scripts/pictures/svg.ts';

const PICTURE = { title: 'a & b', columns: 10 };

/** The drawn pieces without the frame, each with its attributes in the order they are written. */
const piecesOf = (output: string): string[] =>
  svgOf(output, PICTURE).match(/<text .*<\/text>|(?<=<g .*>\n(?:.*\n)*)<rect .*\/>/g) ?? [];

test('text keeps its column and its width in cells', () => {
  assert.deepEqual(piecesOf('ab c   漢d\n\n x'), [
    '<text x="18" y="32" textLength="33.6" lengthAdjust="spacingAndGlyphs">ab c</text>',
    '<text x="76.8" y="32" textLength="25.2" lengthAdjust="spacingAndGlyphs">漢d</text>',
    '<text x="26.4" y="70" textLength="8.4" lengthAdjust="spacingAndGlyphs">x</text>',
  ]);
});

test('bold, dim and colour last until they are switched off, also on the next line', () => {
  const pieces = piecesOf(
    '\u001b[1;31ma\u001b[39mb\u001b[22mc\n\u001b[2md\ne\u001b[22mf\u001b[33mg\u001b[0mh',
  );
  const styles = pieces.map((piece) => piece.replace(/^.*Glyphs"(.*)<\/text>$/, '$1'));
  assert.deepEqual(styles, [
    ' class="b" fill="#ff7b72">a',
    ' class="b">b',
    '>c',
    ' fill="#9198a1">d',
    ' fill="#9198a1">e',
    '>f',
    ' fill="#f2cc60">g',
    '>h',
  ]);
});

const bars: [title: string, text: string, expected: [x: number, width: number][]][] = [
  ['full cells and the eighths after them are one bar', '██▌', [[18, 21]]],
  ['an eighth on the left', '▏', [[18, 1.05]]],
  ['an eighth on the right', '▕', [[25.35, 1.05]]],
  ['the right half, the cells after it and their end are one bar', '▐█▌', [[22.2, 16.8]]],
  ['so are an eighth on the right and the cells after it', '▕██', [[25.35, 17.85]]],
];
for (const [title, text, expected] of bars) {
  test(`a bar is drawn: ${title}`, () => {
    const found = piecesOf(text).map((piece) =>
      [/ x="([\d.]+)"/, / width="([\d.]+)"/].map((part) => Number(part.exec(piece)?.[1])),
    );
    assert.deepEqual(found, expected);
  });
}

test('markup in the output and in the title is escaped', () => {
  const svg = svgOf('<a>&b', PICTURE);
  assert.match(svg, /<title>a &amp; b<\/title>/);
  assert.match(svg, />&lt;a&gt;&amp;b<\/text>/);
});

test('the picture has room for all columns and lines', () => {
  assert.match(svgOf('a\nb\n', PICTURE), / width="120" height="74" viewBox="0 0 120 74"/);
});

test('what a picture cannot show is an error', () => {
  assert.throws(() => svgOf('\u001b[5mblinks', PICTURE), /unknown SGR code 5/);
  assert.throws(() => svgOf('a\u001b[2Jb', PICTURE), /control character/);
});
