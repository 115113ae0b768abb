import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../../src/analysis/compare.ts';
import { depsHeadline } from '../../../src/analysis/headlines/deps-headline.ts';
import { tracesHeadline } from '../../../src/analysis/headlines/traces-headline.ts';
import { verifyHeadline } from '../../../src/analysis/headlines/verify-headline.ts';
import { slowest } from '../../../src/analysis/slowest.ts';
import type { SlowestOptions } from '../../../src/analysis/slowest-finding.ts';
import { waterfall } from '../../../src/analysis/waterfall.ts';
import { assembleTrace } from '../../../src/model/assemble.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { micros } from '../../../src/model/units.ts';
import { edge, graphOf, service } from '../../render/graph/graph-cases.ts';
import { EPOCH_US, span, traceOf, type SpanPlan } from '../../support/trace-builder.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');

/** A shop of 100 ms whose database takes some of it, by so many calls one after the other. */
function shop(dbMs: number, calls = 1, n = 1): Trace {
  const each = dbMs / calls;
  const db = Array.from({ length: calls }, (_, i) =>
    span('shop', 'get', [i * each, (i + 1) * each], {
      kind: 'client',
      attributes: { 'db.system.name': 'redis' },
    }),
  );
  return traceOf([span('shop', 'GET /', [0, 100], { kind: 'server' }, db)], id(n));
}

const ranked = (traces: Trace[], options: Partial<SlowestOptions> = {}) =>
  slowest(traces, { by: 'path', limit: 10, ...options }).headline;

describe('of a ranking', () => {
  test('is the place with most of the time', () => {
    const { kind, service: where, operation, callee, share, us, ofUs, count } = ranked([shop(80)])!;
    assert.deepEqual([kind, where, operation, callee], ['place', 'shop', 'get', 'redis']);
    assert.deepEqual([share, us, ofUs, count], [0.8, 80_000, 100_000, 1]);
  });

  test('is the calls, where one in place of many would save a fifth', () => {
    const { kind, operation, count, us, share } = ranked([shop(80, 8), shop(80, 8, 2)])!;
    assert.deepEqual([kind, operation, count, us], ['n-plus-one', 'get', 8, 70_000]);
    assert.equal(share, 0.7);
    assert.equal(ranked([shop(20, 8)])?.operation, 'GET /', 'too little to be saved');
  });

  test('is the group where rows are groups, and the narrowed row', () => {
    const zone = ranked([shop(80, 8)], { groupBy: 'db.system.name' });
    assert.deepEqual([zone?.kind, zone?.group, zone?.share], ['place', 'redis', 0.8]);
    assert.equal(ranked([shop(80, 8)], { place: { service: 'shop' } })?.kind, 'place');
    const small = { place: { service: 'shop', operation: 'get' } };
    assert.equal(ranked([shop(5)], small)?.share, 0.05, 'it was asked for');
  });

  test('says where the place is the whole call of a callee that sent no spans', () => {
    const stopped = [call(1, 80), call(2, 80), call(3, 10, 'enricher')];
    for (const traces of [stopped, stopped.toReversed()]) {
      const { callee, reason } = ranked(traces)!;
      assert.deepEqual([callee, reason], ['127.0.0.1', 'callee-sent-no-spans']);
    }
    assert.equal(ranked([call(1, 80, 'enricher')])?.reason, undefined, 'the callee sent spans');
    assert.equal(ranked([shop(80)])?.reason, undefined, 'a database sends none');
    assert.equal(ranked(stopped, { groupBy: 'service' })?.reason, undefined, 'no place');
  });

  test('says so of one trace and of two groups alike', () => {
    assert.equal(waterfall(call(1, 80)).headline?.reason, 'callee-sent-no-spans');
    assert.equal(waterfall(call(1, 80, 'enricher')).headline?.reason, undefined);
    const groups = (callee?: string) => ({
      a: [call(1, 10, callee, 30)],
      b: [call(2, 80, callee)],
    });
    assert.equal(compare(groups(), 'single')?.headline.reason, 'callee-sent-no-spans');
    assert.notEqual(compare(groups('enricher'), 'single')?.headline.reason, 'callee-sent-no-spans');
  });

  test('says of a root alone that no other span shows where its time went', () => {
    const alone = ranked([traceOf([span('s', 'P', [0, 5])])])!;
    assert.deepEqual([alone.kind, alone.share, alone.reason], ['place', 1, 'no-other-span']);
    assert.equal(ranked([shop(80)])?.reason, undefined);
  });

  test('is the wait in the place with most time, also where that is the root alone', () => {
    const locked = (n: number, toMs = 65, children: SpanPlan[] = []) =>
      traceOf([span('s', 'P', [0, 100], { events: lockEvents(5, toMs) }, children)], id(n));
    const free = traceOf([span('s', 'P', [0, 40])], id(3));
    const found = ranked([locked(1), locked(2), free])!;
    const { kind, service: where, reason, us, ofUs, share } = found;
    assert.deepEqual([kind, where, reason], ['wait', 's', 'Acquired lock']);
    assert.deepEqual([us, ofUs], [40_000, 80_000]);
    assert.equal(share, 0.5);
    const db = span('db', 'SELECT', [48, 100]);
    assert.equal(ranked([locked(1, 45, [db])])?.operation, 'SELECT', 'more time than the wait');
    assert.equal(ranked([locked(1)], { exactNames: true })?.kind, 'wait');
    assert.equal(
      ranked([locked(1), free, free, free, free, free, free].map(renumbered))?.kind,
      'place',
    );
  });

  test('is an operation that many places call, where no place has a fifth', () => {
    const calls = Array.from('abcdefghij', (letter, i) => {
      const check = span('auth', 'check', [i * 10, i * 10 + 7]);
      return span('s', `part ${letter}`, [i * 10, i * 10 + 10], {}, [check]);
    });
    const found = ranked([traceOf([span('s', 'P', [0, 100], {}, calls)])])!;
    const { service: where, operation, share, us, ofUs } = found;
    assert.deepEqual([where, operation, share, us, ofUs], ['auth', 'check', 0.7, 70_000, 100_000]);
  });

  const none: [title: string, traces: Trace[], options: Partial<SlowestOptions>][] = [
    ['durations are ranked, where the root comes first', [shop(80)], { by: 'duration' }],
    ['no row has a fifth', [evenly(8)], {}],
    ['there is only one group', [traceOf([span('s', 'P', [0, 5])])], { groupBy: 'service' }],
    ['nothing is ranked', [], {}],
  ];
  for (const [title, traces, options] of none)
    test(`is not there where ${title}`, () => assert.equal(ranked(traces, options), undefined));
});

/** A call over HTTP by a gateway. @param callee whose server span came; absent where none did */
function call(n: number, ms: number, callee?: string, requestMs = 100): Trace {
  const server =
    callee === undefined ? [] : [span(callee, 'GET /enrich', [1, 2], { kind: 'server' })];
  const attributes = { 'server.address': '127.0.0.1', 'server.port': 5001 };
  const client = span('gateway', 'GET', [0, ms], { kind: 'client', attributes }, server);
  return traceOf([span('gateway', 'GET /', [0, requestMs], { kind: 'server' }, [client])], id(n));
}

const lockEvents = (fromMs: number, toMs: number) =>
  [fromMs, toMs].map((ms, i) => ({
    name: i === 0 ? 'Waiting for lock' : 'Acquired lock',
    timeUs: micros(EPOCH_US + ms * 1000),
    attributes: {},
  }));

const renumbered = ({ spans }: Trace, n: number): Trace =>
  assembleTrace(spans.map((one) => ({ ...one, traceId: id(n + 1) })));

/** Equal parts. */
function evenly(parts: number): Trace {
  const children = Array.from({ length: parts }, (_, i) =>
    span('s', `part ${'abcdefgh'[i]}`, [i, i + 1]),
  );
  return traceOf([span('s', 'P', [0, parts], {}, children)]);
}

describe('of one trace', () => {
  const of = (root: SpanPlan) => waterfall(traceOf([root])).headline;

  test('is the operation with most of the path, all its spans together', () => {
    const step = (start: number) => span('s', 'step', [start, start + 15]);
    const found = of(span('s', 'P', [0, 60], {}, [step(0), step(15), step(30)]));
    assert.deepEqual([found?.kind, found?.operation, found?.us], ['place', 'step', 45_000]);
  });

  test('is the calls, where one in place of many would save a fifth', () => {
    const found = waterfall(shop(80, 8)).headline;
    assert.deepEqual([found?.kind, found?.count, found?.us], ['n-plus-one', 8, 70_000]);
  });

  test('is why it failed, where the root did: the deepest reason', () => {
    const pay = span('pay', 'charge', [10, 20], { status: 'error', statusMessage: 'declined' });
    const failed = (status: 'error' | 'ok') => of(span('s', 'P', [0, 60], { status }, [pay]));
    const found = failed('error');
    assert.deepEqual([found?.kind, found?.service, found?.reason], ['failure', 'pay', 'declined']);
    assert.equal(failed('ok')?.kind, 'place', 'a failure that the request survived');
  });

  test('is the wait that only events show', () => {
    const events = lockEvents(5, 45);
    const found = of(span('s', 'P', [0, 60], {}, [span('db', 'SELECT', [0, 50], { events })]));
    assert.deepEqual([found?.kind, found?.service, found?.reason], ['wait', 'db', 'Acquired lock']);
    assert.deepEqual([found?.us, found?.ofUs], [40_000, 60_000]);
  });

  test('is not the wait where another place has more time than it', () => {
    const db = span('db', 'SELECT', [48, 100]);
    const found = of(span('s', 'P', [0, 100], { events: lockEvents(5, 45) }, [db]));
    assert.deepEqual([found?.kind, found?.service, found?.us], ['place', 'db', 52_000]);
  });

  test('says of a root alone that no other span shows where its time went', () => {
    assert.equal(of(span('s', 'P', [0, 60]))?.reason, 'no-other-span');
  });

  test('is not there where no operation has a fifth', () => {
    assert.equal(waterfall(evenly(8)).headline, undefined);
  });
});

describe('of a graph', () => {
  const failing = (from: string, to: string, errors: number, count = 20) =>
    edge([service(from), service(to)], { count, errors });

  test('is the edge where the failure comes from, not those that pass it on', () => {
    const graph = graphOf([failing('a', 'b', 9), failing('b', 'c', 8), failing('b', 'd', 0)]);
    const found = depsHeadline(graph);
    assert.deepEqual([found?.service, found?.callee, found?.count, found?.of], ['b', 'c', 8, 20]);
  });

  test('is not there where next to nothing fails', () => {
    assert.equal(depsHeadline(graphOf([failing('a', 'b', 1, 100)])), undefined);
  });
});

test('of a list of traces is how many failed', () => {
  assert.deepEqual(tracesHeadline([{ errors: 2 }, { errors: 0 }]), {
    ...{ kind: 'failure', count: 1, of: 2, share: 0.5 },
  });
  assert.equal(tracesHeadline([{ errors: 0 }]), undefined);
});

test('of a verification is how many are complete, and what most of the others are', () => {
  assert.deepEqual(verifyHeadline(3, []), { kind: 'verified', count: 3, of: 3 });
  assert.deepEqual(verifyHeadline(3, [], [{ result: 'fails' }]), {
    ...{ kind: 'not-verified', count: 3, of: 3, reason: 'expectation' },
  });
  const classes = ['split', 'missing', 'missing'] as const;
  assert.deepEqual(
    verifyHeadline(
      5,
      classes.map((name) => ({ class: name })),
    ),
    {
      ...{ kind: 'not-verified', count: 2, of: 5, reason: 'missing' },
    },
  );
});
