import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MalformedMessage } from '../../src/otlp/reader.ts';
import { parsing } from '../../src/otlp/parse-json.ts';

interface Parsed {
  readonly value: unknown;
  readonly pauses: number;
}

function parsed(text: string): Parsed {
  const work = parsing(text);
  for (let pauses = 0; ; pauses += 1) {
    const step = work.next();
    if (step.done) return { value: step.value, pauses };
  }
}

/** Longer than a piece. */
const LONG = 'x'.repeat(70_000);
const numbers = Array.from({ length: 60_000 }, (_, index) => index);

const large: readonly (readonly [string, unknown])[] = [
  ['a list of numbers', numbers],
  ['a long string', LONG],
  ['long strings in a list', ['a', LONG, `"\\${LONG}`, 'b', [LONG]]],
  ['an object with a long member', { a: 1, [`"${LONG}`]: { b: LONG, c: [] }, d: {}, e: null }],
  ['spans', { resourceSpans: [{ scopeSpans: [{ spans: numbers.map((n) => ({ n, a: [n] })) }] }] }],
  ['text that is not ASCII', numbers.map((n) => `é😀"${n}`)],
  ['small things around a large one', [[], {}, [numbers, {}], '', true]],
];

describe('JSON that is parsed in pieces', () => {
  for (const [what, value] of large)
    for (const indent of [undefined, 1])
      test(`${what}${indent ? ' with spaces' : ''} is the same value`, () => {
        const { value: found, pauses } = parsed(JSON.stringify(value, undefined, indent));
        assert.deepEqual(found, value);
        assert.ok(pauses > 0);
      });

  test('a list in a list in a list, and so on, is the same value', () => {
    const text = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
    let { value } = parsed(text);
    for (let depth = 0; depth < 50_000; depth += 1) [value] = value as unknown[];
    assert.equal(value, 1);
  });

  test('a key that is the name of a prototype stays a key, and of a repeated one the last counts', () => {
    const text = `{"a":1,"a":"${LONG}","__proto__":"${LONG}","a":2}`;
    const { value } = parsed(text);
    assert.deepEqual(Object.entries(value as object), Object.entries(JSON.parse(text) as object));
  });

  test('integers that a double does not hold are their digits', () => {
    const { value } = parsed(`[${'1795737367403150001,'.repeat(9000)}7]`);
    assert.deepEqual((value as unknown[]).slice(-2), ['1795737367403150001', 7]);
  });

  const text = JSON.stringify({ a: [numbers, { b: LONG }], c: LONG });
  const mistakes: readonly (readonly [string, string])[] = [
    ['a comma too many', text.replace('"c"', ',"c"')],
    ['a comma before the end', text.replace(/\}$/, ',}')],
    ['a missing comma', text.replace(',"c"', '"c"')],
    ['a wrong bracket', text.replace(/\}$/, ']')],
    ['a wrong bracket within', text.replace('}],', ']],')],
    ['a missing colon', text.replace('"c":', '"c"')],
    ['the end in the middle', text.slice(0, -10)],
    ['the end behind a colon', text.slice(0, text.indexOf('"c":') + 4)],
    ['more behind the end', `${text}1`],
    ['a list without its first value', `[,${text}]`],
    ['a key without quotes', text.replace('"c"', 'c')],
    ['a number in a wrong form', text.replace(',7,', ',07,')],
  ];
  for (const [what, wrong] of mistakes)
    test(`${what} is not JSON`, () => {
      assert.throws(() => JSON.parse(wrong));
      assert.throws(() => parsed(wrong), new MalformedMessage('the request is not JSON'));
    });

  test('more than 4,000,000 values are refused', () => {
    assert.throws(
      () => parsed(`[${'0,'.repeat(4_000_001)}0]`),
      new MalformedMessage('the request has more than 4000000 values'),
    );
  });

  test('is the same or refused as by JSON.parse, whatever is changed at the seams', () => {
    const seams = ['[', ']', '{', '}', ',', ':', '"', ' ', '\\', '1', 'null', `"${LONG}"`];
    const part = fc.constantFrom(...seams, '"a":', `"${LONG}":`, `[${numbers.join()}]`);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = `[${parts.join('')}${' '.repeat(70_000)}]`;
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          assert.throws(() => parsed(text), MalformedMessage);
          return;
        }
        assert.deepEqual(parsed(text).value, expected);
      }),
      { numRuns: 100 },
    );
  });
});
