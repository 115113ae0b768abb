import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ReadSpan } from '../../src/backend/query/span-view.ts';
import { viewOf } from '../../src/backend/query/trace-view.ts';
import type { StoredSpan } from '../../src/backend/store/span-store.ts';
import { atOnce } from '../support/at-once.ts';
import { at, id, resource, START, stored, TRACE_ID } from './stored-span.ts';

const view = (spans: StoredSpan[], raw = false): readonly ReadSpan[] =>
  atOnce(viewOf({ traceId: TRACE_ID, spans: () => spans }, raw)).spans.map(({ read }) => read());

const names = (spans: readonly ReadSpan[]): string[] => spans.map(({ span }) => span.name);
const warningsOf = (spans: readonly ReadSpan[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    spans
      .filter(({ warnings }) => warnings.length > 0)
      .map(({ span, warnings }) => [span.name, warnings]),
  );
const childOf = (name: string) => ({ parentSpanId: id(name) });
const skew = (delta: string): string =>
  `clock skew adjustment disabled; not applying calculated delta of ${delta}`;

describe('a span sent twice', () => {
  const attributes = [
    { key: 'a', value: 1n },
    { key: 'b', value: 'x' },
  ];

  test('is given once, in whatever order its attributes came', () => {
    const again = stored('a', { attributes: attributes.toReversed() });
    const spans = view([
      stored('a', { attributes }),
      stored('b'),
      again,
      stored('a', { attributes }),
    ]);
    assert.deepEqual(names(spans), ['a', 'b']);
    assert.deepEqual(warningsOf(spans), {});
  });

  test('is given as often as it came when it is read raw', () => {
    const spans = view([stored('a'), stored('a')], true);
    assert.deepEqual(names(spans), ['a', 'a']);
  });

  test('that differs is another one, and carries a warning', () => {
    const other = stored('other', { spanId: id('a') });
    assert.deepEqual(warningsOf(view([stored('a'), other])), {
      other: ['duplicate span IDs; skipping clock skew adjustment'],
    });
  });

  test('of another resource is another one', () => {
    assert.equal(view([stored('a'), stored('a', {}, resource('else', 'one'))]).length, 2);
  });

  test('reading changes nothing, so that each reading gives the same', () => {
    const spans = [stored('a', childOf('gone')), stored('b', at(5, 5)), stored('b', at(5, 5))];
    const before = structuredClone(spans);
    assert.deepEqual(view(spans), view(spans));
    assert.deepEqual(spans, before);
  });
});

describe('times', () => {
  const cases: [title: string, spans: StoredSpan[], warnings: object][] = [
    [
      'a span without its parent',
      [stored('lost', childOf('gone'))],
      {
        lost: [`parent span ID=${id('gone')} is not in the trace; skipping clock skew adjustment`],
      },
    ],
    [
      'a child on another host that starts early: into the middle of its parent',
      [
        stored('parent', at(0, 100)),
        stored('child', { ...childOf('parent'), ...at(-60, 0) }, resource('b', 'two')),
      ],
      { child: [skew('80ms')] },
    ],
    [
      'and its own children on that host with it',
      [
        stored('parent', at(0, 100)),
        stored('child', { ...childOf('parent'), ...at(-60, 0) }, resource('b', 'two')),
        stored('grandchild', { ...childOf('child'), ...at(-50, -40) }, resource('b', 'two')),
      ],
      { child: [skew('80ms')], grandchild: [skew('80ms')] },
    ],
    [
      'one that is longer than its parent: to its start, if it starts before',
      [
        stored('parent', at(0, 10)),
        stored('early', { ...childOf('parent'), ...at(-5, 50) }, resource('b', 'two')),
        stored('late', { ...childOf('parent'), ...at(5, 50) }, resource('b', 'two')),
      ],
      { early: [skew('5ms')] },
    ],
    [
      'a child on the same host is never skewed',
      [stored('parent', at(0, 100)), stored('child', { ...childOf('parent'), ...at(-60, 0) })],
      {},
    ],
    [
      'where no host is known, each child is compared with its parent',
      [
        stored('parent', at(0, 100), resource('a')),
        stored('child', { ...childOf('parent'), ...at(-60, 0) }, resource('a')),
      ],
      { child: [skew('80ms')] },
    ],
    [
      'spans that are each other’s parents say nothing, and end',
      [stored('a', childOf('b')), stored('b', childOf('a'))],
      {},
    ],
  ];
  for (const [title, spans, warnings] of cases) {
    test(title, () => {
      assert.deepEqual(warningsOf(view(spans)), warnings);
      assert.deepEqual(warningsOf(view(spans, true)), {});
    });
  }

  for (const raw of [false, true]) {
    test(`an end that is not after the start is put 1 ns after it${raw ? ', raw too' : ''}`, () => {
      for (const end of [-5, 0]) {
        const [only] = view([stored('a', at(0, end))], raw);
        assert.equal(only?.span.endTimeUnixNano, START + 1n);
        assert.match(only.warnings.join(), /^Negative duration detected/);
      }
    });
  }

  test('a chain of 100,000 spans is walked without running out of stack', () => {
    const spans = Array.from({ length: 100_000 }, (_, i) =>
      stored(`s${i}`, i === 0 ? {} : childOf(`s${i - 1}`)),
    );
    assert.equal(view(spans).length, spans.length);
  });
});

test('a span without a name gets Jaeger’s', () => {
  assert.equal(view([stored('a', { name: '' })])[0]?.span.name, 'empty-span-name');
});

test('any spans: none invented, none lost but repeated ones, attributes in order', () => {
  const arbitrary = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    parent: fc.constantFrom('', 'a', 'b', 'gone'),
    start: fc.integer({ min: -20, max: 20 }),
    end: fc.integer({ min: -20, max: 20 }),
    keys: fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 12 }), (shapes) => {
      const of = resource('svc', 'one');
      const spans = shapes.map(({ name, parent, start, end, keys }) =>
        stored(
          name,
          {
            parentSpanId: parent === '' ? '' : id(parent),
            ...at(start, end),
            attributes: keys.map((key) => ({ key, value: true })),
          },
          of,
        ),
      );
      const distinct = new Set(
        shapes.map((one) => JSON.stringify({ ...one, keys: one.keys.toSorted() })),
      );
      const given = view(spans);
      assert.equal(given.length, distinct.size);
      for (const { span } of given) {
        const keys = span.attributes.map(({ key }) => key);
        assert.deepEqual(keys, keys.toSorted());
        assert.ok(span.endTimeUnixNano > span.startTimeUnixNano);
      }
      assert.equal(view(spans, true).length, spans.length);
    }),
  );
});
