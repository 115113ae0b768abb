import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assembleTrace, assembleTraces, isComplete } from '../../src/model/assemble.ts';
import type { Span, TraceProblem } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const TRACE = 'a'.repeat(32);
const id = (letter: string): string => letter.padStart(16, '0');

function spanOf(letter: string, parent?: string, changes: Partial<Span> = {}): Span {
  return {
    traceId: TRACE,
    spanId: id(letter),
    parentSpanId: parent === undefined ? undefined : id(parent),
    resource: { service: 's', attributes: {} },
    name: letter,
    kind: 'internal',
    startUs: micros(letter.charCodeAt(0)),
    startNanos: 0,
    durationUs: micros(10),
    endNanos: 0,
    status: 'unset',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    scope: { name: '', version: '' },
    warnings: [],
    ...changes,
  };
}

const startingAt = (us: number): Partial<Span> => ({ startUs: micros(us) });

/** The forest in one line: "a(b(c) d)", tops first. */
function drawing(spans: readonly Span[]): string {
  const trace = assembleTrace(spans);
  const draw = (span: Span): string => {
    const below = trace.children(span.spanId).map(draw).join(' ');
    return below === '' ? span.name : `${span.name}(${below})`;
  };
  return trace.tops.map(draw).join(' ');
}

const cases: [title: string, spans: Span[], drawn: string, problems: TraceProblem[]][] = [
  ['one span is its own root', [spanOf('a')], 'a', []],
  [
    'children come by start, whatever the order of arrival',
    [spanOf('d', 'a'), spanOf('c', 'b'), spanOf('b', 'a'), spanOf('a')],
    'a(b(c) d)',
    [],
  ],
  [
    'spans that start together come by id',
    [spanOf('a'), spanOf('c', 'a', startingAt(5)), spanOf('b', 'a', startingAt(5))],
    'a(b c)',
    [],
  ],
  [
    'nanoseconds decide between spans of one microsecond',
    [
      spanOf('a'),
      spanOf('b', 'a', { ...startingAt(5), startNanos: 9 }),
      spanOf('c', 'a', { ...startingAt(5), startNanos: 8 }),
    ],
    'a(c b)',
    [],
  ],
  ['several roots are not a problem of the trace', [spanOf('b'), spanOf('a')], 'a b', []],
  [
    'an orphan stays one, and is a top with what is below it',
    [spanOf('a'), spanOf('c', 'x'), spanOf('d', 'c')],
    'a c(d)',
    [{ kind: 'orphan', spanId: id('c'), parentSpanId: id('x') }],
  ],
  [
    'only orphans: there is no root',
    [spanOf('b', 'x')],
    'b',
    [{ kind: 'no-root' }, { kind: 'orphan', spanId: id('b'), parentSpanId: id('x') }],
  ],
  [
    'a span that is its own parent is a cycle of one',
    [spanOf('a', 'a')],
    'a',
    [{ kind: 'no-root' }, { kind: 'cycle', spanIds: [id('a')] }],
  ],
  [
    'a cycle is cut above its earliest span, and listed from there downwards',
    [spanOf('a'), spanOf('d', 'c'), spanOf('b', 'd'), spanOf('c', 'b'), spanOf('e', 'c')],
    'a b(c(d e))',
    [{ kind: 'cycle', spanIds: [id('b'), id('c'), id('d')] }],
  ],
  [
    'two cycles are two problems, the earlier first',
    [spanOf('d', 'c'), spanOf('c', 'd'), spanOf('b', 'a'), spanOf('a', 'b')],
    'a(b) c(d)',
    [
      { kind: 'no-root' },
      { kind: 'cycle', spanIds: [id('a'), id('b')] },
      { kind: 'cycle', spanIds: [id('c'), id('d')] },
    ],
  ],
  [
    'the same span twice is one span',
    [spanOf('a'), spanOf('b', 'a'), spanOf('b', 'a')],
    'a(b)',
    [],
  ],
  [
    'the order of its attributes does not make a span another one',
    [
      spanOf('a', undefined, { attributes: { x: 1, y: { p: 1n, q: [2] } } }),
      spanOf('a', undefined, { attributes: { y: { q: [2], p: 1n }, x: 1 } }),
    ],
    'a',
    [],
  ],
  [
    'different spans of one id conflict; the earliest is kept',
    [spanOf('a'), spanOf('b', 'a', { name: 'and late', ...startingAt(200) }), spanOf('b', 'a')],
    'a(b)',
    [{ kind: 'conflicting-span-id', spanId: id('b') }],
  ],
  [
    'a number and the same whole number beyond 2^53 are different values',
    [
      spanOf('a', undefined, { attributes: { x: 1 } }),
      spanOf('a', undefined, { attributes: { x: 1n } }),
    ],
    'a',
    [{ kind: 'conflicting-span-id', spanId: id('a') }],
  ],
];

describe('assembleTrace', () => {
  for (const [title, spans, drawn, problems] of cases) {
    test(title, () => {
      assert.equal(drawing(spans), drawn);
      const trace = assembleTrace(spans);
      assert.deepEqual(trace.problems, problems);
      assert.equal(isComplete(trace), problems.length === 0);
    });
  }

  test('roots are the spans without a parent, and no other tops', () => {
    const trace = assembleTrace([spanOf('b'), spanOf('a'), spanOf('c', 'x')]);
    assert.deepEqual(
      trace.roots.map(({ name }) => name),
      ['a', 'b'],
    );
  });

  test('parent is the received one; cut off at the top of a cycle, and for orphans', () => {
    const spans = [spanOf('a', 'b'), spanOf('b', 'a'), spanOf('c', 'x')];
    const trace = assembleTrace(spans);
    const parents = trace.spans.map((span) => trace.parent(span)?.name);
    assert.deepEqual(parents, [undefined, 'a', undefined]);
  });

  test('merged copies keep the warnings of all, each once', () => {
    const trace = assembleTrace([
      spanOf('a', undefined, { warnings: ['z'] }),
      spanOf('a', undefined, { warnings: [] }),
      spanOf('a', undefined, { warnings: ['duplicate', 'z'] }),
    ]);
    assert.deepEqual(trace.spans[0]?.warnings, ['duplicate', 'z']);
  });

  test('links are not parents', () => {
    const links = [{ traceId: TRACE, spanId: id('a'), attributes: {} }];
    assert.equal(drawing([spanOf('a'), spanOf('b', undefined, { links })]), 'a b');
  });

  test('50,000 spans, 10,000 of them below each other, become one tree', () => {
    const spans = Array.from({ length: 50_000 }, (_, i) => {
      const parentSpanId = i === 0 ? undefined : id(String(i <= 10_000 ? i - 1 : i % 10_000));
      return spanOf('a', undefined, { spanId: id(String(i)), parentSpanId, ...startingAt(i) });
    });
    const trace = assembleTrace(spans.toReversed());
    assert.equal(trace.spans.length, 50_000);
    assert.equal(trace.tops.length, 1);
    let depth = 0;
    for (let at = trace.spans[10_000]; at !== undefined; at = trace.parent(at)) depth += 1;
    assert.equal(depth, 10_001);
    assert.ok(isComplete(trace));
  });

  test('spans of two traces, or none, are a mistake of the caller', () => {
    const stranger = spanOf('b', undefined, { traceId: 'b'.repeat(32) });
    assert.throws(() => assembleTrace([spanOf('a'), stranger]), /spans of two traces/);
    assert.throws(() => assembleTrace([]), /at least one span/);
  });
});

test('assembleTraces gives the traces in order of their start', () => {
  const other = (letter: string, us: number): Span =>
    spanOf('a', undefined, { traceId: letter.repeat(32), ...startingAt(us) });
  const traces = assembleTraces([other('c', 3), other('b', 5), other('a', 5), other('c', 9)]);
  assert.deepEqual(
    traces.map(({ traceId, spans }) => [traceId[0], spans.length]),
    [
      ['c', 1],
      ['a', 1],
      ['b', 1],
    ],
  );
  assert.deepEqual(assembleTraces([]), []);
});

test('a span whose id is like that of load is a parent as any other', () => {
  const traceId = `abc${'0'.repeat(28)}1`;
  const ids = { root: `${'0'.repeat(13)}cba`, child: `${'0'.repeat(13)}cbb` };
  const built = traceOf([span('s', 'root', [0, 100], {}, [span('s', 'child', [0, 50])])], traceId);
  const spans = built.spans.map((one) => ({
    ...one,
    spanId: one.name === 'root' ? ids.root : ids.child,
    parentSpanId: one.name === 'root' ? undefined : ids.root,
  }));
  assert.deepEqual(
    assembleTrace(spans).roots.map(({ name }) => name),
    ['root'],
  );
});
