import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SlowestFinding } from '../../src/analysis/slowest-finding.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, spansOf, traceOf, type SpanPlan } from '../support/trace-builder.ts';
import { tutorialTrace, tutorialTraces } from '../support/tutorial-traces.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');

const rank = (traces: readonly Trace[], options: Partial<Parameters<typeof slowest>[1]> = {}) =>
  slowest(traces, { by: 'path', limit: 10, ...options });

/** "service name: mean in ms" of each place of the only section. */
function places(finding: SlowestFinding): string[] {
  assert.equal(finding.sections.length, 1);
  return finding.sections[0]!.paths.map(({ steps, meanUs }) => {
    const { service, name, callee } = steps.at(-1)!;
    return `${service} ${name}${callee ? ` → ${callee}` : ''}: ${meanUs / 1000}`;
  });
}

describe('the tutorial, twice', () => {
  const traces = [
    tutorialTrace({ gateway: 20, validator: 100, enricher: 700 }, id(1)),
    tutorialTrace({ gateway: 40, validator: 200, enricher: 300 }, id(2)),
  ];

  test('by path, each place has the mean of what requests waited there', () => {
    assert.deepEqual(places(rank(traces)), [
      'enricher GET /enrich: 500',
      'validator GET /validate: 150',
      'gateway GET /process: 31',
      'gateway GET → enricher: 3',
      'gateway GET → validator: 2',
    ]);
  });

  test('the section says what began it, how often, and how long it took', () => {
    const { service, operation, traces: n, totalUs, meanUs } = rank(traces).sections[0]!;
    assert.deepEqual(
      { service, operation, n, totalUs, meanUs },
      { service: 'gateway', operation: 'GET /process', n: 2, totalUs: 1_372_000, meanUs: 686_000 },
    );
  });

  test('a place comes with everything that is said about it', () => {
    const [first] = rank(traces).sections[0]!.paths;
    assert.deepEqual(first, {
      steps: [
        { service: 'gateway', name: 'GET /process', callee: undefined },
        { service: 'gateway', name: 'GET', callee: 'enricher' },
        { service: 'enricher', name: 'GET /enrich', callee: undefined },
      ],
      group: undefined,
      level: 3,
      totalUs: 1_000_000,
      meanUs: 500_000,
      share: 1_000_000 / 1_372_000,
      spansPerTrace: 1,
      presentIn: 2,
      p50Us: 300_000,
      p95Us: undefined,
      maxUs: 700_000,
      exemplarTraceId: id(1),
    });
  });

  test('the slowest spans are those that were waited for longest, whatever contains them', () => {
    const [first, second, third] = rank(traces).spans;
    assert.deepEqual(first, {
      service: 'enricher',
      name: 'GET /enrich',
      callee: undefined,
      traceId: id(1),
      spanId: '0000000000000005',
      pathUs: 700_000,
      selfUs: 700_000,
      durationUs: 700_000,
      requestUs: 826_000,
    });
    assert.deepEqual(
      [second, third].map((slow) => `${slow!.service} ${slow!.pathUs / 1000}`),
      ['enricher 300', 'validator 200'],
    );
  });

  test('by duration the root comes first, because everything is in it', () => {
    assert.deepEqual(places(rank(traces, { by: 'duration' })).slice(0, 3), [
      'gateway GET /process: 686',
      'gateway GET → enricher: 503',
      'enricher GET /enrich: 500',
    ]);
    assert.equal(rank(traces, { by: 'duration' }).sections[0]!.paths[0]!.share, 1);
  });

  test('the limit holds for places and for spans, and the number of places is still said', () => {
    const finding = rank(traces, { limit: 2 });
    assert.equal(finding.sections[0]!.paths.length, 2);
    assert.equal(finding.sections[0]!.pathCount, 5);
    assert.equal(finding.spans.length, 2);
  });

  test('a service chooses traces and hides no row', () => {
    const all = rank(traces);
    const { service, ...through } = rank(traces, { service: 'validator' });
    assert.equal(service, 'validator');
    assert.deepEqual({ ...through, service: undefined }, all);
    const other = rank(traces, { service: 'redis' });
    assert.deepEqual([other.traces, other.unmatchedTraces], [0, 2]);
  });

  test('with a place only its rows are shown, as shares of the whole request', () => {
    const finding = rank(traces, { place: { service: 'validator' } });
    assert.deepEqual(places(finding), ['validator GET /validate: 150']);
    assert.equal(finding.sections[0]!.paths[0]!.share, 300_000 / 1_372_000);
    assert.deepEqual(new Set(finding.spans.map(({ service }) => service)), new Set(['validator']));
  });

  test('a place may be one operation', () => {
    assert.deepEqual(places(rank(traces, { place: { service: 'gateway', operation: 'GET' } })), [
      'gateway GET → enricher: 3',
      'gateway GET → validator: 2',
    ]);
  });

  test('a service and an operation that no span has both leave no trace', () => {
    const finding = rank(traces, { service: 'validator', operation: 'GET' });
    assert.deepEqual([finding.traces, finding.unmatchedTraces], [0, 2]);
    assert.deepEqual([finding.sections, finding.spans], [[], []]);
  });
});

describe('parallel work', () => {
  const parallel = traceOf([
    span('s', 'P', [0, 100], {}, [span('s', 'A', [0, 80]), span('s', 'B', [10, 100])]),
  ]);

  test('by path what was hidden behind a longer sibling takes no time and is not listed', () => {
    const finding = rank([parallel]);
    assert.deepEqual(places(finding), ['s B: 90', 's P: 10']);
    assert.deepEqual(
      finding.spans.map(({ name }) => name),
      ['B', 'P'],
    );
  });

  test('by self it is listed, and shares are of all self time, which exceeds the request', () => {
    const finding = rank([parallel], { by: 'self' });
    assert.deepEqual(places(finding), ['s B: 90', 's A: 80']);
    assert.equal(finding.sections[0]!.paths[1]!.share, 80 / 170);
  });
});

describe('places that are not in every trace', () => {
  const root = (n: number, children: SpanPlan[]): Trace =>
    traceOf([span('s', 'P', [0, 100], {}, children)], id(n));
  const once = root(1, [span('s', 'A', [0, 60])]);
  const never = (n: number): Trace => root(n, []);
  const thrice = root(3, [
    span('s', 'A', [0, 10]),
    span('s', 'A', [10, 20]),
    span('s', 'A', [50, 60]),
  ]);

  test('count as no time where they are absent, and add up where they occur several times', () => {
    const [, found] = rank([once, never(2), never(4), thrice]).sections[0]!.paths;
    assert.deepEqual(
      { ...found, steps: [] },
      {
        group: undefined,
        steps: [],
        level: 2,
        totalUs: 90_000,
        meanUs: 22_500,
        share: 0.225,
        spansPerTrace: 1,
        presentIn: 2,
        p50Us: 0,
        p95Us: undefined,
        maxUs: 60_000,
        exemplarTraceId: id(1),
      },
    );
  });

  test('of traces that are equally slow the smaller id is the example, in whatever order they come', () => {
    const again = root(5, [span('s', 'A', [0, 60])]);
    for (const traces of [
      [once, again],
      [again, once],
    ]) {
      const [slowestPlace] = rank(traces).sections[0]!.paths;
      assert.equal(slowestPlace!.exemplarTraceId, id(1));
    }
  });
});

test('p95 needs 20 traces', () => {
  const p95 = (n: number): number | undefined =>
    rank(tutorialTraces(n)).sections[0]!.paths[0]!.p95Us;
  assert.equal(p95(19), undefined);
  assert.equal(typeof p95(20), 'number');
});

test('requests that begin with different operations have sections of their own, most time first', () => {
  const traces = [
    traceOf([span('web', 'GET /a', [0, 10])], id(1)),
    traceOf([span('web', 'GET /b', [0, 15])], id(2)),
    traceOf([span('web', 'GET /a', [0, 10])], id(3)),
    traceOf([span('jobs', 'GET /a', [0, 10])], id(4)),
  ];
  assert.deepEqual(
    rank(traces).sections.map(({ service, operation, traces: n }) => [service, operation, n]),
    [
      ['web', 'GET /a', 2],
      ['web', 'GET /b', 1],
      ['jobs', 'GET /a', 1],
    ],
  );
});

describe('traces that cannot be ranked', () => {
  const whole = spansOf([span('s', 'P', [0, 10], {}, [span('s', 'A', [1, 2])])], id(8));
  const rootless = assembleTrace(whole.slice(1));
  const orphaned = (n: number): Trace =>
    assembleTrace(
      spansOf(
        [span('s', 'P', [0, 10], {}, [span('s', 'A', [1, 5], {}, [span('s', 'B', [2, 3])])])],
        id(n),
      ).filter(({ name }) => name !== 'A'),
    );
  const fine = traceOf([span('s', 'P', [0, 10])], id(1));

  test('are counted by reason, most frequent first, each with an example', () => {
    const finding = rank([orphaned(6), rootless, fine, orphaned(5)]);
    assert.equal(finding.traces, 1);
    assert.deepEqual(finding.incomplete, {
      traces: 3,
      reasons: [
        { problem: 'orphan', traces: 3, exemplarTraceId: id(5) },
        { problem: 'no-root', traces: 1, exemplarTraceId: id(8) },
      ],
    });
  });

  test('do not change the numbers of the others', () => {
    assert.deepEqual(rank([orphaned(5), fine]).sections, rank([fine]).sections);
  });
});

test('nothing to rank is an empty answer', () => {
  const finding = rank([]);
  assert.deepEqual([finding.traces, finding.sections, finding.spans], [0, [], []]);
});

test('a request without duration has no share of anything', () => {
  const finding = rank([traceOf([span('s', 'P', [0, 0])])], { by: 'duration' });
  assert.deepEqual(finding.sections[0]!.paths, []);
});

test('repeated calls are added up over the traces, most time to be saved first', () => {
  const trace = (calls: number, id: string): Trace => {
    const gets = Array.from({ length: calls }, (_, i) =>
      span('cart', 'get', [i * 10, i * 10 + 10], { kind: 'client' }),
    );
    return traceOf([span('cart', 'GET /cart', [0, calls * 10], {}, gets)], id.repeat(32));
  };
  const { repeated } = rank([trace(5, 'b'), trace(7, 'a'), trace(4, 'c')]);
  assert.deepEqual(repeated, [
    {
      verdict: 'n-plus-one',
      service: 'cart',
      name: 'get',
      callee: undefined,
      detail: undefined,
      traces: 2,
      mostCalls: 7,
      width: 1,
      mostRetries: 0,
      offPath: false,
      mostSavedUs: 60_000,
      totalSavedUs: 100_000,
      exemplarTraceId: 'a'.repeat(32),
    },
  ]);
});
