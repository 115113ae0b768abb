import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cut, padEnd, padStart, widthOf } from '../../../src/render/terminal/text-width.ts';
import { wrap } from '../../../src/render/terminal/wrap.ts';

const unicode = { unicode: true };

describe('cutting', () => {
  const cases: [title: string, text: string, columns: number, expected: string][] = [
    ['what fits is not cut', 'enricher', 8, 'enricher'],
    ['the beginning and the end are kept', 'GET /users/{id}/orders', 11, 'GET /…rders'],
    ['an odd column more goes to the beginning', 'abcdefgh', 6, 'abc…gh'],
    ['no space is left beside the ellipsis', 'GET /a/b orders', 9, 'GET…rders'],
    ['letters of two columns are not halved', '注文サービス', 6, '注…ス'],
    ['an emoji of several characters is not torn', 'ab👩‍💻cd👩‍💻ef', 6, 'ab…ef'],
    ['an accent stays with its letter', 'e\u0301e\u0301e\u0301e\u0301', 3, 'e\u0301…e\u0301'],
    ['one column is the ellipsis', 'enricher', 1, '…'],
    ['no column is nothing', 'enricher', 0, ''],
  ];
  for (const [title, text, columns, expected] of cases) {
    test(title, () => assert.equal(cut(text, columns, unicode), expected));
  }

  test('without Unicode the ellipsis is three dots', () => {
    assert.equal(cut('enrichment', 7, { unicode: false }), 'en...nt');
  });

  test('the result is never wider than asked for', () => {
    const text = fc
      .array(fc.constantFrom('a', ' ', '注', '👩‍💻', 'e\u0301'))
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, fc.nat(12), fc.boolean(), (value, columns, hasUnicode) => {
        assert.ok(widthOf(cut(value, columns, { unicode: hasUnicode })) <= columns);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('padding', () => {
  test('counts columns, not characters', () => {
    assert.equal(padEnd('注文', 6), '注文  ');
    assert.equal(padStart('🛒', 4), '  🛒');
  });

  test('leaves alone what is wide enough', () => assert.equal(padEnd('abc', 2), 'abc'));
});

describe('wrapping', () => {
  const cases: [title: string, pieces: string[], columns: number, lines: string[]][] = [
    ['as many pieces on a line as fit', ['ab', 'cd', 'ef'], 7, ['ab · cd', 'ef']],
    [
      'a piece that is too long has a line to itself',
      ['a', 'bcdefghi', 'j'],
      5,
      ['a', 'bcdefghi', 'j'],
    ],
    ['one piece is one line', ['abc'], 2, ['abc']],
    ['nothing makes no line', [], 5, []],
  ];
  for (const [title, pieces, columns, lines] of cases) {
    test(title, () => assert.deepEqual(wrap(pieces, ' · ', columns), lines));
  }

  test('a comma ends the line before the break', () => {
    assert.deepEqual(wrap(['gap', 'p95', 'N+1'], ', ', 9), ['gap, p95,', 'N+1']);
    assert.deepEqual(wrap(['gap', 'p95', 'N+1'], ', ', 8), ['gap,', 'p95, N+1']);
  });
});
