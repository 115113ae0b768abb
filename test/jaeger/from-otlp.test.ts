import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MalformedAnswer } from '../../src/jaeger/checked.ts';
import { spansFromOtlp } from '../../src/jaeger/from-otlp.ts';
import type { Span } from '../../src/model/trace.ts';

const WIRE = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'n',
  startTimeUnixNano: '1795338000000000000',
  endTimeUnixNano: '1795338000000001000',
};

const around = (spans: unknown): unknown[] => [{ scopeSpans: [{ spans }] }];
const read = (changes: object): Span => spansFromOtlp(around([{ ...WIRE, ...changes }]))[0]!;
const attribute = (key: string, value: unknown): object => ({ attributes: [{ key, value }] });

const cases: [title: string, changes: object, expected: Partial<Span>][] = [
  ['lists that are left out are empty', {}, { attributes: {}, events: [], links: [] }],
  [
    'a span without resource has no service',
    {},
    { resource: { service: 'unknown_service', attributes: {} } },
  ],
  [
    'a parent of zeros means no parent',
    { parentSpanId: '0'.repeat(16) },
    { parentSpanId: undefined },
  ],
  ['an empty parent means no parent', { parentSpanId: '' }, { parentSpanId: undefined }],
  ['ids are lower case', { spanId: 'ABCDEF0123456789' }, { spanId: 'abcdef0123456789' }],
  ['a kind of a later protocol is unspecified', { kind: 9 }, { kind: 'unspecified' }],
  [
    'span.kind gives the kind where the span has none',
    attribute('span.kind', { stringValue: 'client' }),
    { kind: 'client', attributes: {} },
  ],
  [
    'an unknown span.kind is an attribute',
    attribute('span.kind', { stringValue: 'x' }),
    { kind: 'unspecified', attributes: { 'span.kind': 'x' } },
  ],
  [
    'error = true is the status',
    attribute('error', { boolValue: true }),
    { status: 'error', attributes: {} },
  ],
  [
    'error = false is an attribute',
    attribute('error', { boolValue: false }),
    { status: 'unset', attributes: { error: false } },
  ],
  [
    'integers are exact',
    attribute('x', { intValue: '-9007199254740993' }),
    { attributes: { x: -9007199254740993n } },
  ],
  [
    'integers below 2^53 are numbers',
    attribute('x', { intValue: '9007199254740991' }),
    { attributes: { x: 9007199254740991 } },
  ],
  [
    'infinity is a number',
    attribute('x', { doubleValue: '-Infinity' }),
    { attributes: { x: -Infinity } },
  ],
  ['an empty value is an empty text', attribute('x', {}), { attributes: { x: '' } }],
  ['bytes are base64 text', attribute('x', { bytesValue: 'AQID' }), { attributes: { x: 'AQID' } }],
  [
    'lists and maps keep their types',
    attribute('x', {
      arrayValue: {
        values: [
          { intValue: '1' },
          { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } },
          { arrayValue: {} },
        ],
      },
    }),
    { attributes: { x: [1, { k: true }, []] } },
  ],
  [
    'events come by time, then by name',
    {
      events: [
        { timeUnixNano: '2000', name: 'b' },
        { timeUnixNano: '2001', name: 'a' },
        { timeUnixNano: '1000', name: 'z' },
      ],
    },
    {
      events: [
        { timeUs: 1, name: 'z', attributes: {} },
        { timeUs: 2, name: 'a', attributes: {} },
        { timeUs: 2, name: 'b', attributes: {} },
      ] as never,
    },
  ],
  [
    'a link keeps its attributes, but for the kind of link',
    {
      links: [
        {
          traceId: 'c'.repeat(32),
          spanId: 'd'.repeat(16),
          attributes: [
            { key: 'opentracing.ref_type', value: { stringValue: 'follows_from' } },
            { key: 'x', value: { intValue: 1 } },
          ],
        },
      ],
    },
    { links: [{ traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), attributes: { x: 1 } }] },
  ],
  [
    'warnings are each once, and no attribute',
    attribute('@jaeger@warnings', {
      arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }, { stringValue: 'a' }] },
    }),
    { warnings: ['a', 'b'], attributes: {} },
  ],
  [
    'the 1 ns that newer versions add to an empty span is taken off',
    { endTimeUnixNano: '1795338000000000001' },
    { durationUs: 0, endNanos: 0 } as never,
  ],
];

describe('spansFromOtlp', () => {
  for (const [title, changes, expected] of cases) {
    test(title, () => {
      const span = read(changes);
      const actual = Object.fromEntries(
        Object.keys(expected).map((key) => [key, span[key as keyof Span]]),
      );
      assert.deepEqual(actual, expected);
    });
  }

  test('attributes come in the order of their keys', () => {
    const attributes = ['b', 'c', 'a'].map((key) => ({ key, value: { stringValue: key } }));
    assert.deepEqual(Object.keys(read({ attributes }).attributes), ['a', 'b', 'c']);
  });

  test('an attribute called __proto__ is one like any other', () => {
    const { attributes } = read(attribute('__proto__', { stringValue: 'x' }));
    assert.deepEqual(Object.entries(attributes), [['__proto__', 'x']]);
    assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  });

  test('a value nested 100,000 deep does not end the program', () => {
    let value: object = { stringValue: 'x' };
    for (let i = 0; i < 100_000; i += 1) value = { arrayValue: { values: [value] } };
    assert.match(JSON.stringify(read(attribute('x', value)).attributes), /nested too deep/);
  });

  test('spans of one scope of one resource share both', () => {
    const [first, second] = spansFromOtlp(around([WIRE, { ...WIRE, spanId: 'c'.repeat(16) }]));
    assert.equal(first?.resource, second?.resource);
    assert.equal(first?.scope, second?.scope);
  });
});

const malformed: [title: string, body: unknown[], says: RegExp][] = [
  ['a malformed entry', [null], /an entry of resourceSpans is not an object/],
  ['spans that are not a list', around({}), /spans is not a list/],
  ['a malformed span', around(['x']), /a span is not an object/],
  [
    'an id that is missing',
    around([{ ...WIRE, traceId: undefined }]),
    /a span's traceId does not have 32 hex digits/,
  ],
  [
    'an id in base64',
    around([{ ...WIRE, spanId: 'CvdlGRbNQ90=' }]),
    /a span's spanId does not have 16 hex digits/,
  ],
  ['an id that is too long', around([{ ...WIRE, spanId: 'a'.repeat(17) }]), /a span's spanId/],
  [
    'a time that is a number',
    around([{ ...WIRE, startTimeUnixNano: 1 }]),
    /a span's startTimeUnixNano is not a time/,
  ],
  ['a name that is a number', around([{ ...WIRE, name: 1 }]), /a span's name is not a string/],
  ['a kind that is a text', around([{ ...WIRE, kind: 'SERVER' }]), /a span's kind is not a number/],
  [
    'a malformed integer',
    around([{ ...WIRE, ...attribute('x', { intValue: '1.5' }) }]),
    /an intValue is not an integer/,
  ],
  [
    'an unknown type of value',
    around([{ ...WIRE, ...attribute('x', { dateValue: 1 }) }]),
    /an attribute's value is a dateValue/,
  ],
];

describe('what is not OTLP is refused, with the part that is wrong', () => {
  for (const [title, body, says] of malformed) {
    test(title, () => {
      assert.throws(
        () => spansFromOtlp(body),
        (thrown: unknown) => thrown instanceof MalformedAnswer && says.test(thrown.message),
      );
    });
  }
});

test('times are split at the microsecond as whole-number arithmetic splits them', () => {
  const nanos = fc.bigInt({ min: 0n, max: 7_000_000_000_000_000_000n });
  fc.assert(
    fc.property(nanos, fc.bigInt({ min: 2n, max: 10n ** 15n }), (start, length) => {
      const end = start + length;
      const span = read({ startTimeUnixNano: String(start), endTimeUnixNano: String(end) });
      assert.deepEqual(
        [span.startUs, span.startNanos, span.durationUs, span.endNanos],
        [start / 1000n, start % 1000n, length / 1000n, end % 1000n].map(Number),
      );
    }),
  );
});
