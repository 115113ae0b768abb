import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bar } from '../../../src/render/terminal/bar.ts';

describe('a bar of 8 columns', () => {
  const cases: [title: string, share: number, blocks: string, ascii: string][] = [
    ['nothing', 0, '        ', '        '],
    ['next to nothing leaves a trace', 0.000_1, '▏       ', '.       '],
    ['an eighth of a column', 1 / 64, '▏       ', '.       '],
    ['half a column', 1 / 16, '▌       ', '#       '],
    ['seven eighths of a column', 7 / 64, '▉       ', '#       '],
    ['one column and a bit', 9 / 64, '█▏      ', '#       '],
    ['half', 0.5, '████    ', '####    '],
    ['all', 1, '████████', '########'],
    ['more than all', 1.7, '████████', '########'],
    ['less than nothing', -0.2, '        ', '        '],
  ];
  for (const [title, share, blocks, ascii] of cases) {
    test(title, () => {
      assert.equal(bar(share, 8, { unicode: true }), blocks);
      assert.equal(bar(share, 8, { unicode: false }), ascii);
    });
  }
});
