import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { textOf } from '../../src/files/chunks.ts';
import { idsIn } from '../../src/files/ids-in.ts';
import { plainSpans } from '../../src/files/plain/otlp.ts';
import { spansInJson } from '../../src/files/recognise.ts';

const TRACE = '5b8efff798038103d269b633813fc60c';
const attribute = (key: string, value: unknown): object => ({ key, value });

const FULL = {
  traceId: TRACE,
  spanId: 'eee19b7ec3c1b174',
  traceState: 'a=1',
  parentSpanId: 'eee19b7ec3c1b173',
  flags: 257,
  name: 'GET /é/"quoted"',
  kind: 2,
  startTimeUnixNano: '1544712660300000123',
  endTimeUnixNano: '1544712660600000999',
  attributes: [
    attribute('http.method', { stringValue: 'GET' }),
    attribute('db.statement', { stringValue: 'select "a"\n\u2028 from b where c = \'😀\'' }),
    attribute('http.status_code', { intValue: '200' }),
    attribute('large', { intValue: '9223372036854775807' }),
    attribute('plain', { intValue: 5 }),
    attribute('negative', { intValue: '-5' }),
    attribute('share', { doubleValue: 0.25 }),
    attribute('yes', { boolValue: true }),
    attribute('no', { boolValue: false }),
    attribute('list', { arrayValue: { values: [{ stringValue: 'a}"]' }, { intValue: '1' }] } }),
    attribute('map', { kvlistValue: { values: [attribute('a', { stringValue: 'b' })] } }),
    attribute('empty', {}),
    attribute('__proto__', { stringValue: 'x' }),
    attribute('http.method', { stringValue: 'POST' }),
    attribute('error', { boolValue: true }),
  ],
  droppedAttributesCount: 1,
  events: [{ timeUnixNano: '1544712660300000000', name: 'e', attributes: [] }],
  links: [
    { traceId: TRACE, spanId: 'eee19b7ec3c1b175' },
    { traceId: '', spanId: '' },
  ],
  status: { message: 'no', code: 2 },
};

const SHORT = {
  traceId: TRACE,
  spanId: 'eee19b7ec3c1b176',
  parentSpanId: '0000000000000000',
  kind: 99,
  startTimeUnixNano: '12',
  endTimeUnixNano: '0',
  attributes: [],
  status: {},
};

const resource = (attributes: readonly object[]): object => ({ attributes });
const SHOP = resource([
  attribute('service.name', { stringValue: 'shop' }),
  attribute('k', { intValue: '7' }),
]);

const DOCUMENT = {
  resourceSpans: [
    {
      resource: SHOP,
      scopeSpans: [
        { scope: { name: 'http', version: '1' }, spans: [FULL, SHORT], schemaUrl: 'https://x/1' },
        { scope: {}, spans: [SHORT] },
      ],
      schemaUrl: 'https://x/1.2',
    },
    { resource: resource([]), scopeSpans: [{ scope: {}, spans: [{ ...SHORT, name: 'é' }] }] },
    { resource: SHOP, scopeSpans: [{ scope: {}, spans: [{ ...FULL, parentSpanId: '' }] }] },
  ],
};

const written = (document: unknown): Buffer => Buffer.from(`${JSON.stringify(document)}\n`);

/** As Python's json.dumps writes it: with a space behind each colon and each comma. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, of]) => `${JSON.stringify(key)}: ${spaced(of)}`);
  return `{${entries.join(', ')}}`;
}

const assertSame = (bytes: Buffer): void => {
  const plain = plainSpans(bytes);
  if (plain !== undefined) assert.deepEqual(plain, spansInJson(textOf(bytes)));
};

describe('OTLP JSON that is read from its bytes', () => {
  test('has the same spans as its objects', () => {
    const bytes = written(DOCUMENT);
    assert.equal(plainSpans(bytes)?.length, 5);
    assertSame(bytes);
  });

  test('has them with spaces as well, and in the same line-by-line index', () => {
    const bytes = Buffer.from(`${spaced(DOCUMENT)}\n`);
    assert.deepEqual(plainSpans(bytes), plainSpans(written(DOCUMENT)));
    const ids = (of: Buffer) => idsIn({ kind: 'json', bytes: of, line: 1 }, 'a.jsonl');
    const document = { resourceSpans: [DOCUMENT.resourceSpans[1]] };
    assert.deepEqual(ids(Buffer.from(spaced(document))), [TRACE]);
    assert.deepEqual(ids(Buffer.from(spaced(document))), ids(written(document)));
  });

  test('has them again when the same resources, scopes and keys come in another order', () => {
    const [a, b, c] = DOCUMENT.resourceSpans;
    for (const resourceSpans of [
      [c, b, a],
      [b, b, c],
      [a, c, b],
    ]) {
      const bytes = written({ resourceSpans });
      assert.notEqual(plainSpans(bytes), undefined);
      assertSame(bytes);
    }
  });

  const unusual: readonly (readonly [string, string])[] = [
    ['a space', '{ "resourceSpans":[]}'],
    ['a second document', '{"resourceSpans":[{"resource":{},"scopeSpans":[]}]}{}'],
    ['no id of a trace', JSON.stringify(DOCUMENT).replaceAll(`"traceId":"${TRACE}",`, '')],
    ['an id in upper case', JSON.stringify(DOCUMENT).replaceAll('"eee19', '"EEE19')],
    ['a kind that is spelled out', JSON.stringify(DOCUMENT).replace('"kind":2', '"kind":"SERVER"')],
    ['a time that is a number', JSON.stringify(DOCUMENT).replaceAll(/Nano":"(\d+)"/g, 'Nano":$1')],
    ['a key that is there twice', JSON.stringify(DOCUMENT).replace('"kind":2', '$&,"kind":3')],
    ['a line break in a string', JSON.stringify(DOCUMENT).replace('"POST"', '"PO\nST"')],
    ['a number that begins with 0', JSON.stringify(DOCUMENT).replace('"kind":2', '"kind":02')],
    ['an escape that JSON does not have', JSON.stringify(DOCUMENT).replace('\\n', '\\x')],
    ['the end in the middle', JSON.stringify(DOCUMENT).slice(0, -40)],
    ['another format', '[{"traceId":"1","id":"2"}]'],
  ];
  for (const [what, text] of unusual)
    test(`${what} is left to the other reader`, () => {
      assert.equal(plainSpans(Buffer.from(text)), undefined);
    });

  for (const [how, bytes] of Object.entries({
    'without space': written(DOCUMENT),
    'with spaces': Buffer.from(spaced(DOCUMENT)),
  }))
    test(`has either the same spans or none after any change of a byte, ${how}`, () => {
      const spans = plainSpans(bytes);
      const byte = fc.oneof(
        fc.constantFrom(...Buffer.from('"\\{}[]:,01289-.eE \n\ttfnuaA')),
        fc.integer({ min: 0, max: 255 }),
      );
      fc.assert(
        fc.property(
          fc.nat(bytes.length - 1),
          fc.nat(2),
          fc.array(byte, { maxLength: 3 }),
          (at, removed, put) => {
            assertSame(
              Buffer.concat([
                bytes.subarray(0, at),
                Buffer.from(put),
                bytes.subarray(at + removed),
              ]),
            );
          },
        ),
        { numRuns: 5000 },
      );
      assert.deepEqual(plainSpans(bytes), spans);
    });
});
