import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CallTree, stepOf } from '../../src/analysis/call-path.ts';
import type { Trace } from '../../src/model/trace.ts';
import { call, span, traceOf, type SpanPlan } from '../support/trace-builder.ts';

/** The call paths of a trace's spans as text, by the spans' order. */
function pathsOf(trace: Trace, tree = new CallTree()): string[] {
  const placed = new Map(
    tree.place(trace, trace.roots[0]!).map(({ span: of, place }) => [of, place]),
  );
  return trace.spans.map((found) =>
    placed
      .get(found)!
      .steps()
      .map(({ service, name, callee }) => `${service} ${name}${callee ? ` → ${callee}` : ''}`)
      .join(' > '),
  );
}

describe('the callee of a client span', () => {
  const client = (
    name: string,
    attributes: Record<string, string | number>,
    children: SpanPlan[] = [],
  ): Trace => traceOf([span('web', name, [0, 9], { kind: 'client', attributes }, children)]);
  const server = (service: string): SpanPlan => span(service, 'GET /', [1, 2], { kind: 'server' });
  const cases: [title: string, trace: Trace, callee: string | undefined][] = [
    ['the service of the server span below it', client('GET', {}, [server('shop')]), 'shop'],
    [
      'that service rather than the address',
      client('GET', { 'server.address': '10.0.0.7' }, [server('shop')]),
      'shop',
    ],
    [
      'its address where no server span came',
      client('get', { 'server.address': 'redis' }),
      'redis',
    ],
    ['the older name of the address', client('get', { 'net.peer.name': 'redis' }), 'redis'],
    ['unknown without such an attribute', client('get', {}), undefined],
    [
      'is not repeated where the name says it, in whatever case',
      client('call Shop', {}, [server('shop')]),
      undefined,
    ],
    [
      'the service of a child without a kind',
      client('GET', {}, [span('shop', 'x', [1, 2])]),
      'shop',
    ],
    [
      'of several servers, as after a retry, the first',
      client('GET', {}, [
        span('second', 'GET /', [5, 6], { kind: 'server' }),
        span('first', 'GET /', [1, 2], { kind: 'server' }),
      ]),
      'first',
    ],
  ];
  for (const [title, trace, callee] of cases) {
    test(title, () => assert.equal(stepOf(trace.roots[0]!, trace).callee, callee));
  }

  test('a span of another kind has no callee, whatever address it has', () => {
    const trace = traceOf([
      span('web', 'GET /', [0, 9], { kind: 'server', attributes: { 'server.address': 'web' } }),
    ]);
    assert.equal(stepOf(trace.roots[0]!, trace).callee, undefined);
  });
});

test('a call path leads from the root down, and distinguishes two calls of one name by their callee', () => {
  const trace = traceOf([
    span('gateway', 'GET /process', [0, 100], { kind: 'server' }, [
      call('gateway', 'validator', 'GET /validate', { client: [10, 20], server: [11, 19] }),
      call('gateway', 'enricher', 'GET /enrich', { client: [20, 90], server: [21, 89] }),
    ]),
  ]);
  assert.deepEqual(pathsOf(trace), [
    'gateway GET /process',
    'gateway GET /process > gateway GET → validator',
    'gateway GET /process > gateway GET → validator > validator GET /validate',
    'gateway GET /process > gateway GET → enricher',
    'gateway GET /process > gateway GET → enricher > enricher GET /enrich',
  ]);
});

test('spans in the same place share a path, within a trace and across traces', () => {
  const tree = new CallTree();
  const plan = span('a', 'root', [0, 9], {}, [span('a', 'x', [1, 2]), span('a', 'x', [3, 4])]);
  const [first, second] = ['1', '2'].map((id) => {
    const trace = traceOf([plan], id.repeat(32));
    return tree.place(trace, trace.roots[0]!).map(({ place }) => place);
  });
  assert.equal(first![1], first![2]);
  assert.deepEqual(
    first!.map((path, i) => path === second![i]),
    [true, true, true],
  );
});

test('names that only look alike when they are joined are different places', () => {
  const trace = traceOf([
    span('a', 'r', [0, 9], {}, [
      span('1', '2:x', [1, 2]),
      span('12', ':x', [3, 4]),
      span('1', '2', [5, 6], { kind: 'client', attributes: { 'server.address': 'x' } }),
    ]),
  ]);
  const tree = new CallTree();
  const places = tree.place(trace, trace.roots[0]!).map(({ place }) => place);
  assert.equal(new Set(places).size, 4);
});

test('of a path of many steps the two ends are kept, so that 10,000 levels do not take 50 million steps', () => {
  const levels = 10_000;
  let plan = span('s', `${levels}`, [0, levels]);
  for (let level = levels - 1; level > 0; level -= 1)
    plan = span('s', `${level}`, [0, levels], {}, [plan]);
  const trace = traceOf([plan]);
  const placed = new CallTree(true).place(trace, trace.roots[0]!);
  const told = (level: number): number[] => {
    const { place } = placed[level - 1]!;
    assert.equal(place.level, level);
    return place.steps().map(({ name }) => Number(name));
  };
  const upTo = (first: number, last: number): number[] =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i);
  assert.deepEqual(told(1), [1]);
  assert.deepEqual(told(64), upTo(1, 64));
  assert.deepEqual(told(65), [...upTo(1, 32), ...upTo(34, 65)]);
  assert.deepEqual(told(levels), [...upTo(1, 32), ...upTo(levels - 31, levels)]);
});
