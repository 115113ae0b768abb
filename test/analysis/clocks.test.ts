import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { clocksOf } from '../../src/analysis/clocks.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf, type SpanPlan } from '../support/trace-builder.ts';

const id = (n: number): string => (n + 1).toString(16).padStart(32, '0');

interface Call {
  readonly client: readonly [number, number];
  readonly server: readonly [number, number];
  readonly answered?: boolean;
  readonly below?: readonly SpanPlan[];
  readonly machines?: readonly [string, string];
}

function calls({ client, server, answered = true, below = [], machines }: Call): SpanPlan {
  const on = (at: 0 | 1) => (machines ? { 'host.name': machines[at] } : {});
  const status = answered ? 'unset' : 'error';
  return span('a', 'GET', client, { kind: 'client', status, resource: on(0) }, [
    span('b', 'GET /b', server, { kind: 'server', resource: on(1) }, below),
  ]);
}

const found = (traces: readonly Trace[]) =>
  clocksOf(traces).disagreements.map(({ service, aheadUs, movedUs }) => [
    ...[service, aheadUs / 1000, movedUs / 1000],
  ]);

describe('what proves that two clocks disagree', () => {
  const cases: [title: string, call: Call, disagreement: [string, number, number] | undefined][] = [
    ['a server within its client', { client: [0, 100], server: [10, 90] }, undefined],
    ['an early start', { client: [10, 100], server: [0, 80] }, ['b', -10, 15]],
    ['a start within the rounding', { client: [0.002, 100], server: [0, 80] }, undefined],
    ['a late end by a tenth', { client: [0, 100], server: [15, 109] }, undefined],
    ['a later end', { client: [0, 100], server: [60, 130] }, ['b', 30, -45]],
    ['a later end of a longer server', { client: [0, 100], server: [10, 130] }, undefined],
    [
      'a late end of a client without an answer',
      { client: [0, 100], server: [60, 130], answered: false },
      undefined,
    ],
    [
      'an early start on one machine',
      { client: [10, 100], server: [0, 80], machines: ['m', 'm'] },
      undefined,
    ],
    [
      'an early start on two machines',
      { client: [10, 100], server: [0, 80], machines: ['m', 'n'] },
      ['b', -10, 15],
    ],
  ];
  for (const [title, call, disagreement] of cases)
    test(title, () => {
      assert.deepEqual(found([traceOf([calls(call)])]), disagreement ? [disagreement] : []);
    });
});

test('a single odd call among many is not a disagreement', () => {
  const odd = traceOf([calls({ client: [10, 100], server: [0, 80] })], id(0));
  const usual = [1, 2].map((n) => traceOf([calls({ client: [0, 100], server: [10, 90] })], id(n)));
  assert.deepEqual(found([odd, ...usual]), []);
});

test('offsets add up along a chain, and what is met again keeps its own', () => {
  const chain = calls({
    client: [0, 100],
    server: [110, 190],
    below: [
      span('b', 'GET', [115, 165], { kind: 'client' }, [
        span('c', 'GET /c', [300, 340], { kind: 'server' }),
      ]),
      span('b', 'GET', [170, 180], { kind: 'client' }, [
        span('a', 'GET /back', [71, 79], { kind: 'server' }),
      ]),
    ],
  });
  const { move } = clocksOf([traceOf([chain])]);
  const at = new Map(move(traceOf([chain])).spans.map((one) => [one.name, one.movedUs]));
  assert.deepEqual([at.get('GET /b'), at.get('GET /c')], [-100_000, -280_000]);
  assert.equal(at.get('GET /back'), undefined);
});

test('what calls there and back show of one clock is said once', () => {
  const traces = [0, 1].map((n) => {
    const back = span('b', 'GET', [45, 115], { kind: 'client' }, [
      span('a', 'GET /back', [20, 80], { kind: 'server' }),
    ]);
    const call = calls({ client: [5, 95], server: [40, 120], below: [back] });
    return traceOf([span('a', 'GET /', [0, 100], { kind: 'server' }, [call])], id(n));
  });
  const { disagreements } = clocksOf(traces);
  assert.deepEqual(
    disagreements.map(({ service, other, aheadUs, movedUs, traceIds, ofTraces }) => [
      ...[service, other, aheadUs, movedUs],
      ...[traceIds.length, ofTraces],
    ]),
    [['b', 'a', 25_000, -30_000, 2, 2]],
  );
});

test('where every server lies within its client, moving changes nothing', () => {
  const time = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(fc.array(fc.tuple(time, time, time, time), { minLength: 1 }), (all) => {
      const traces = all.map(([gap, length, before, after], n) =>
        traceOf(
          [
            calls({
              client: [gap, gap + before + length + after],
              server: [gap + before, gap + before + length],
            }),
          ],
          id(n),
        ),
      );
      const { disagreements, move } = clocksOf(traces);
      assert.deepEqual(disagreements, []);
      for (const trace of traces) assert.equal(move(trace), trace);
    }),
  );
});

test('servers of a busy machine that end a little late raise nothing', () => {
  const traces = Array.from({ length: 300 }, (_, n) => {
    const late = n % 9 === 0 ? (n % 64) / 10 : 0;
    return traceOf([calls({ client: [0, 60], server: [1, 59 + late] })], id(n));
  });
  const { clocks, gaveUp } = slowest(traces, { by: 'path', limit: 10 });
  assert.deepEqual([clocks, gaveUp], [[], undefined]);
});

test('a caller that gave up is counted, but not as a disagreement', () => {
  const trace = traceOf([calls({ client: [0, 1000], server: [5, 5000], answered: false })]);
  const { clocks, gaveUp } = slowest([trace], { by: 'path', limit: 10 });
  assert.deepEqual([clocks, gaveUp?.traces], [[], 1]);
});

test('of a chain the clock in the middle is named, not those that agree with the root', () => {
  const off = 1000;
  const chain = span('root', 'GET /', [0, 100], { kind: 'server' }, [
    span('root', 'GET', [1, 99], { kind: 'client' }, [
      span('middle', 'GET /m', [off + 2, off + 98], { kind: 'server' }, [
        span('middle', 'GET', [off + 10, off + 90], { kind: 'client' }, [
          span('callee', 'GET /c', [11, 89], { kind: 'server' }),
        ]),
      ]),
    ]),
  ]);
  const { disagreements } = clocksOf([traceOf([chain])]);
  assert.deepEqual(
    disagreements.map(({ service, other, aheadUs, movedUs }) => [service, other, aheadUs, movedUs]),
    [['middle', 'callee', 999_000, -1_000_000]],
  );
});

describe('of several wrong clocks each is named once, with its own offset', () => {
  /** Each service calls the next, 10 ms after its own start and end; `ms` ahead is its clock. */
  const chainOf = (services: readonly (readonly [name: string, ms: number])[]): Trace => {
    const spans = services
      .map(([name, ms], i) => ({ name, ms, from: 20 * i, to: 400 - 20 * i }))
      .reduceRight<SpanPlan[]>((below, { name, ms, from, to }) => {
        const calling = { kind: 'client' as const };
        const call =
          below.length === 0
            ? []
            : [span(name, 'GET', [from + 10 + ms, to - 10 + ms], calling, below)];
        return [span(name, `GET /${name}`, [from + ms, to + ms], { kind: 'server' }, call)];
      }, []);
    return traceOf(spans);
  };
  const named = (...services: [string, number][]) =>
    clocksOf([chainOf(services)])
      .disagreements.map(({ service, other, aheadUs, movedUs }) => [
        service,
        other,
        aheadUs / 1000,
        movedUs / 1000,
      ])
      .toSorted();

  test('one behind another', () => {
    assert.deepEqual(named(['a', 0], ['b', 50], ['c', -40]), [
      ['b', 'a', 40, -50],
      ['c', 'b', -80, 40],
    ]);
  });

  test('against one that is right, if there are such calls', () => {
    assert.deepEqual(named(['a', 0], ['b', 50], ['c', -40], ['a', 0]), [
      ['b', 'a', 40, -50],
      ['c', 'a', -30, 40],
    ]);
    assert.deepEqual(named(['a', 0], ['b', 50], ['c', 20], ['a', 0]), [
      ['b', 'a', 40, -50],
      ['c', 'a', 10, -20],
    ]);
  });

  test('one that only calls, and is called by nothing that is right', () => {
    assert.deepEqual(named(['a', 0], ['b', 50], ['a', 0]), [['b', 'a', 40, -50]]);
  });
});

describe('a clock that changes between requests', () => {
  /** A request of 100 ms whose callee takes 70 ms, 15 ms after the call; its clock is ahead by so much. */
  const ahead = (ms: number, n: number): Trace =>
    traceOf(
      [
        span('a', 'GET /', [0, 120], { kind: 'server' }, [
          calls({ client: [10, 110], server: [25 + ms, 95 + ms] }),
        ]),
      ],
      id(n),
    );
  const gapOf = (traces: Trace[]): number | undefined =>
    slowest(traces, { by: 'path', limit: 9 }).sections[0]?.paths.find(
      ({ steps }) => steps.at(-1)?.callee === 'b',
    )?.meanUs;
  const by = (aheadOf: (n: number) => number): Trace[] =>
    Array.from({ length: 20 }, (_, n) => ahead(aheadOf(n), n));

  const cases: [title: string, traces: Trace[], odd: number][] = [
    ['runs away', by((n) => 30 * n), 19],
    ['was set after 12 of 20', by((n) => (n < 12 ? 0 : 300)), 8],
    ['was set after 8 of 20', by((n) => (n < 8 ? 0 : 300)), 12],
  ];
  for (const [title, traces, odd] of cases)
    test(`${title}: it is named, and each trace is put right`, () => {
      const [clock, ...others] = clocksOf(traces).disagreements;
      assert.deepEqual([clock?.service, clock?.other, others.length], ['b', 'a', 0]);
      assert.deepEqual([clock?.traceIds.length, clock?.ofTraces], [odd, 20]);
      assert.equal(clock?.isChanging, true);
      assert.equal(gapOf(traces), 30_000);
    });

  test('a single odd call changes nothing', () => {
    assert.deepEqual(found(by((n) => (n === 5 ? 300 : 0))), []);
  });

  test('one shift that suits all is the same for all', () => {
    const [clock] = clocksOf(by(() => 300)).disagreements;
    assert.equal(clock?.isChanging, undefined);
    assert.equal(gapOf(by(() => 300)), 30_000);
  });
});
