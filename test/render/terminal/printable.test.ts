import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { printable } from '../../../src/render/terminal/printable.ts';

describe('text from outside', () => {
  const cases: [title: string, text: string, expected: string][] = [
    ['ordinary text stays', 'GET /users/{id} → ok', 'GET /users/{id} → ok'],
    ['letters of any script stay', 'GET /注文 Ünïcødé שלום', 'GET /注文 Ünïcødé שלום'],
    ['joined emoji stay joined', '👩‍💻 🏳️‍🌈', '👩‍💻 🏳️‍🌈'],
    ['joiners within words stay', 'می‌خواهم', 'می‌خواهم'],
    ['colours go', '\u001b[31;1mred\u001b[0m', 'red'],
    ['cursor movements go', 'a\u001b[2J\u001b[Hb\u001b[?25l', 'ab'],
    ['the one-byte form goes too', 'a\u009b31mb', 'ab'],
    ['a window title goes', '\u001b]0;owned\u0007name', 'name'],
    ['a link keeps its text', '\u001b]8;;http://evil\u001b\\shop\u001b]8;;\u001b\\', 'shop'],
    ['a device string goes', 'a\u001bPq...\u001b\\b', 'ab'],
    [
      'a sequence that has no end is spelt out, and what follows is kept',
      '\u001b]0;GET /a',
      '\\u{1b}]0;GET /a',
    ],
    ['a lone escape is spelt out', 'a\u001bcb', 'a\\u{1b}cb'],
    [
      'what only becomes a sequence when another is taken out of it is not obeyed',
      '\u001b\u001b[m[31mx',
      '\\u{1b}[31mx',
    ],
    ['a line break becomes a space', 'GET /a\r\n200 OK', 'GET /a 200 OK'],
    ['a tab becomes a space', 'a\tb', 'a b'],
    ['line separators become a space', 'a\u2028b\u2029c\u0085d', 'a b c d'],
    ['other control characters are spelt out', 'a\u0000b\u0008c\u007fd', 'a\\u{0}b\\u{8}c\\u{7f}d'],
    ['a direction override is spelt out', 'gpj\u202eexe', 'gpj\\u{202e}exe'],
    ['direction isolates are spelt out', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    [
      'invisible characters are spelt out',
      'a\u200bb\ufeffc\u00add',
      'a\\u{200b}b\\u{feff}c\\u{ad}d',
    ],
    ['tag characters are spelt out', 'a\u{e0041}', 'a\\u{e0041}'],
    ['half a surrogate pair is spelt out', 'a\ud83db', 'a\\u{d83d}b'],
  ];
  for (const [title, text, expected] of cases) {
    test(title, () => assert.equal(printable(text), expected));
  }

  // The alphabet of attacks: everything that the sequences are made of, in any order.
  const hostile = fc
    .array(
      fc.constantFrom(
        ...Array.from('\u001b\u009b\u009d\u0090\u0007\u009c[]P\\;?0m!@Hx\n\t\u202e\u200b'),
      ),
    )
    .map((characters) => characters.join(''));

  test('whatever comes in, what goes out cannot move a cursor, break a line, or turn text around', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        assert.doesNotMatch(
          printable(text),
          /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
        );
      }),
      { numRuns: 5_000 },
    );
  });

  test('what has gone through once goes through unchanged', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        assert.equal(printable(printable(text)), printable(text));
      }),
      { numRuns: 5_000 },
    );
  });
});
