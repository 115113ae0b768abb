import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { warningsOn } from '../../../src/analysis/warnings/all.ts';
import type { Check } from '../../../src/analysis/warnings/verify-warning.ts';
import { assembleTrace } from '../../../src/model/assemble.ts';
import type { Span, SpanStatus, Trace } from '../../../src/model/trace.ts';
import { span, type SpanPlan, spansOf, traceOf } from '../../support/trace-builder.ts';

const id = (digit: string): string => digit.repeat(32);
const whole = (root: SpanPlan, digit = 'a'): Trace =>
  assembleTrace(spansOf([root], id(digit)).map((one) => identified(one)));

/** As the lab's own services send it. */
const identified = (one: Span): Span => ({
  ...one,
  resource: {
    ...one.resource,
    attributes: { ...one.resource.attributes, 'service.instance.id': 'i-1' },
  },
});

const request = (...children: SpanPlan[]): SpanPlan =>
  span('a', 'GET /a', [0, 100], { kind: 'server' }, children);
const answered = (
  client: [number, number],
  server: [number, number],
  status: SpanStatus = 'unset',
): SpanPlan =>
  request(
    span('a', 'GET', client, { kind: 'client', status }, [
      span('b', 'GET /b', server, { kind: 'server' }),
    ]),
  );

const checksOn = (traces: readonly Trace[]): Check[] =>
  warningsOn(traces).map(({ check }) => check);

test('what is as it should be has no warning', () => {
  assert.deepEqual(warningsOn([whole(answered([10, 90], [20, 80]))]), []);
  assert.deepEqual(warningsOn([]), []);
});

describe('SPA-004', () => {
  test('a root that is a client span', () => {
    const traces = [
      whole(span('a', 'GET', [0, 10], { kind: 'client' }), 'b'),
      whole(span('a', 'GET', [0, 10], { kind: 'client' }), 'a'),
      whole(request(), 'c'),
    ];
    assert.deepEqual(warningsOn(traces), [
      {
        check: 'SPA-004',
        what: 'a GET is a root and a client span: nothing is above the call',
        traceIds: [id('a'), id('b')],
      },
    ]);
  });

  test('a client span whose parent did not arrive is an orphan and no root', () => {
    const spans = spansOf([answered([10, 90], [20, 80])]).map((one) => identified(one));
    assert.deepEqual(warningsOn([assembleTrace(spans.slice(1))]), []);
  });
});

describe('RES-005 and RES-001', () => {
  const named = (service: string, attributes: Span['resource']['attributes']): Trace => {
    const spans = spansOf([span(service, 'GET /a', [0, 10], { kind: 'server' })]);
    return assembleTrace(spans.map((one) => ({ ...one, resource: { service, attributes } })));
  };
  const cases: [service: string, instance: string | undefined, found: Check[]][] = [
    ['shop', 'i-1', []],
    ['unknown_service', 'i-1', ['RES-005']],
    ['unknown_service:node', 'i-1', ['RES-005']],
    ['unknown_services', 'i-1', []],
    ['my unknown_service', 'i-1', []],
    ['shop', undefined, ['RES-001']],
    ['shop', '', ['RES-001']],
    ['unknown_service', undefined, ['RES-005', 'RES-001']],
  ];
  for (const [service, instance, found] of cases) {
    test(`${service}, instance ${instance ?? 'unset'}: ${found.join() || 'nothing'}`, () => {
      const attributes = instance === undefined ? {} : { 'service.instance.id': instance };
      assert.deepEqual(checksOn([named(service, attributes)]), found);
    });
  }

  test('each service once, with its traces, the most frequent first', () => {
    const one = traceOf([answered([10, 90], [20, 80])], id('1'));
    const other = traceOf([request()], id('2'));
    assert.deepEqual(
      warningsOn([one, other])
        .filter(({ check }) => check === 'RES-001')
        .map(({ what, traceIds }) => [what.split(' ')[0], traceIds]),
      [
        ['a', [id('1'), id('2')]],
        ['b', [id('1')]],
      ],
    );
  });
});

describe('containment, by exact clocks', () => {
  const producer = (start: number, end: number, kind: 'consumer' | 'internal'): SpanPlan =>
    request(
      span('a', 'send', [10, 20], { kind: 'producer' }, [
        span('b', 'work', [start, end], { kind }),
      ]),
    );
  const own = (start: number, end: number): SpanPlan => request(span('a', 'work', [start, end]));
  const cases: [title: string, root: SpanPlan, found: string[]][] = [
    ['within', answered([10, 90], [20, 80]), []],
    ['exactly as long as its parent', answered([10, 90], [10, 90]), []],
    [
      'a server before its client',
      answered([10, 90], [7, 80]),
      ['the clock of b is at least 3 ms behind that of a'],
    ],
    ['a server after its client, which had its answer', answered([10, 50], [20, 80]), []],
    [
      'a server after its client, which had none: it gave up',
      answered([10, 50], [20, 80], 'error'),
      ['b GET /b ends after its parent a GET, by up to 30 ms: the caller gave up'],
    ],
    [
      'both',
      answered([10, 50], [9, 52.5]),
      ['b GET /b begins before its parent a GET, by up to 1 ms: their clocks disagree'],
    ],
    ['of the same service, long after: not waited for', own(50, 500), []],
    ['of the same service, begun after its parent ended', own(150, 160), []],
    [
      'of the same service, within 1 % of its parent: it was waited for',
      own(50, 100.5),
      [
        'a work ends after its parent a GET /a, by up to 0.5 ms: the parent did not wait for its end, or their clocks disagree',
      ],
    ],
    ['a consumer may come and go when it likes', producer(5, 500, 'consumer'), []],
    [
      'another child of a producer may not',
      producer(15, 25, 'internal'),
      [
        'b work ends after its parent a send, by up to 5 ms: the parent did not wait for its end, or their clocks disagree',
      ],
    ],
  ];
  for (const [title, root, found] of cases) {
    test(title, () => {
      assert.deepEqual(
        warningsOn([whole(root)])
          .filter(({ check }) => check === 'containment')
          .map(({ what }) => what),
        found,
      );
    });
  }

  test('a server that is hardly late and one that is very late are one warning', () => {
    const traces = [
      whole(answered([10, 50], [20, 50.3], 'error'), 'a'),
      whole(answered([10, 50], [20, 80], 'error'), 'b'),
    ];
    assert.deepEqual(
      warningsOn(traces).map(({ traceIds }) => traceIds),
      [[id('a'), id('b')]],
    );
  });

  test('by a clock of whole milliseconds the same moment may be 1 ms apart', () => {
    const early = (byMs: number, language: string | undefined): Trace =>
      whole(
        request(
          span('a', 'GET', [10, 90], { kind: 'client', language }, [
            span('b', 'GET /b', [10 - byMs, 80], { kind: 'server' }),
          ]),
        ),
      );
    assert.deepEqual(checksOn([early(1, 'nodejs')]), []);
    assert.deepEqual(checksOn([early(1, undefined)]), []);
    assert.deepEqual(checksOn([early(1.001, 'nodejs')]), ['containment']);
    assert.deepEqual(checksOn([early(0.002, 'go')]), []);
    assert.deepEqual(checksOn([early(0.003, 'go')]), ['containment']);
  });

  test('of a service with several clocks the instance is named', () => {
    const at = (instance: string, start: number, n: string) => {
      const server = span('b', 'GET /', [start, start + 60], {
        kind: 'server',
        resource: { 'service.instance.id': instance },
      });
      const client = span('a', 'GET', [10, 90], { kind: 'client' }, [server]);
      return traceOf([span('a', 'P', [0, 100], { kind: 'server' }, [client])], id(n));
    };
    assert.deepEqual(
      warningsOn([at('b-1', 20, 'a'), at('b-2', 520, 'b')])
        .filter(({ check }) => check === 'containment')
        .map(({ what }) => what),
      ['the clock of b (b-2) is at least 490 ms ahead of that of a'],
    );
  });

  test('one warning for one call in many traces, with the most that it was', () => {
    const traces = [
      whole(answered([10, 90], [9, 80]), 'a'),
      whole(answered([10, 90], [4, 80]), 'b'),
    ];
    assert.deepEqual(warningsOn(traces), [
      {
        check: 'containment',
        what: 'the clock of b is at least 6 ms behind that of a',
        traceIds: [id('a'), id('b')],
      },
    ]);
  });
});

describe('span count', () => {
  const five = (digit: string): Trace => whole(answered([10, 90], [20, 80]), digit);
  const one = (digit: string): Trace => whole(request(), digit);

  test('another one than most traces of that route', () => {
    assert.deepEqual(warningsOn([five('a'), one('b'), five('c')]), [
      {
        check: 'span-count',
        what: 'a GET /a left 3 spans as a rule, and 1 here',
        traceIds: [id('b')],
      },
    ]);
  });

  test('of two equally frequent the larger is usual', () => {
    assert.deepEqual(
      warningsOn([one('a'), five('b')]).map(({ traceIds }) => traceIds),
      [[id('a')]],
    );
  });

  test('routes are not mixed', () => {
    const other = whole(span('a', 'GET /other', [0, 10], { kind: 'server' }), 'd');
    assert.deepEqual(warningsOn([five('a'), five('b'), other]), []);
  });

  test('incomplete traces neither count nor are counted: they are failures', () => {
    const spans = spansOf([answered([10, 90], [20, 80])], id('d')).map((each) => identified(each));
    const orphaned = assembleTrace(spans.filter(({ kind }) => kind !== 'client'));
    assert.deepEqual(warningsOn([one('a'), orphaned, orphaned]), []);
  });
});
