import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { linkedIds, linksOf, unreadLinks } from '../../src/analysis/links.ts';
import { otherHalves } from '../../src/analysis/split-id.ts';
import { verify } from '../../src/analysis/verify.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import type { Trace } from '../../src/model/trace.ts';
import { caseTrace, caseTraces } from '../support/cases.ts';

const byService = (name: string, service: string): Trace => {
  const found = caseTraces(name).find(({ spans }) => spans[0]?.resource.service === service);
  assert.ok(found);
  return found;
};

/** Each link in a line. */
const told = (trace: Trace, others: readonly Trace[] = []): string[] =>
  linksOf(trace, new Map(others.map((other) => [other.traceId, other]))).map(
    ({ direction, name, other, otherTraceId, state }) =>
      `${name} ${direction} ${other ? `${other.service} ${other.name}` : otherTraceId.slice(0, 8)} ${state}`,
  );

describe('links', () => {
  test('a line for each, also where the other trace is unknown', () => {
    const trace = caseTrace('02-root-link-other-trace');
    assert.deepEqual(told(trace), ['dag_run to 3dc62793 not-read', 'task to 3dc62793 not-read']);
    assert.deepEqual(linkedIds([trace]), ['3dc62793f394833a198243301f1c751d']);
    assert.equal(unreadLinks([trace], new Map()), 2);
    const absent = new Map([['3dc62793f394833a198243301f1c751d', undefined]]);
    assert.deepEqual(
      linksOf(trace, absent).map(({ state }) => state),
      ['absent', 'absent'],
    );
  });

  test('from both sides', () => {
    const [orders, billing] = ['orders', 'billing'].map((service) =>
      byService('05a-link-other-trace', service),
    ) as [Trace, Trace];
    assert.deepEqual(told(billing, [orders]), ['orders process to orders orders publish read']);
    assert.deepEqual(told(orders, [billing]), ['orders publish from billing orders process read']);
  });

  test('of a batch, one for each message', () => {
    const emitters = caseTraces('51-batch-consumer').filter(({ spans }) =>
      spans.some(({ kind }) => kind === 'producer'),
    );
    const sink = byService('51-batch-consumer', 'sink');
    assert.equal(told(sink, emitters).filter((line) => line.endsWith('read')).length, 5);
  });
});

describe('an edge by a link', () => {
  const edgesOf = (traces: readonly Trace[], linked: readonly Trace[]): string[] =>
    dependencies(traces, { outside: false, linked }).edges.map(
      ({ from, to, count, kind }) => `${from.name} → ${to.name} ${kind} ${count}`,
    );
  const [orders, billing] = ['orders', 'billing'].map((service) =>
    byService('05a-link-other-trace', service),
  ) as [Trace, Trace];
  const edge = ['orders → billing message 1'];

  test('of either trace, once the other was fetched', () => {
    assert.deepEqual(edgesOf([orders, billing], []), edge);
    assert.deepEqual(edgesOf([orders], [billing]), edge);
    assert.deepEqual(edgesOf([billing], [orders]), edge);
  });

  test('without the other: the broker, or a link that was not read', () => {
    assert.deepEqual(edgesOf([orders], []), ['orders → kafka orders message 1']);
    assert.deepEqual(edgesOf([billing], []), []);
    assert.equal(unreadLinks([billing], new Map()), 1);
  });

  test('nothing else of a linked trace counts', () => {
    const batch = caseTraces('51-batch-consumer');
    assert.deepEqual(edgesOf([billing], [orders, ...batch]), edge);
  });
});

describe('a trace whose id some service cut to 64 bits', () => {
  const [whole, cut] = ['edge', 'readysvc'].map((service) =>
    byService('07-truncated-128-64', service),
  ) as [Trace, Trace];

  test('each half is named with the other', () => {
    const halves = otherHalves([whole.traceId, cut.traceId, 'a'.repeat(32)]);
    assert.deepEqual(halves.get(whole.traceId), [cut.traceId]);
    assert.deepEqual(halves.get(cut.traceId), [whole.traceId]);
    assert.equal(halves.size, 2);
  });

  test('a call that the other half answers is an edge to its service, once', () => {
    const edgesOf = (traces: readonly Trace[], linked: readonly Trace[]): string[] =>
      dependencies(traces, { outside: false, linked }).edges.map(
        ({ from, to, count, callerUs, calleeUs }) =>
          `${from.name} → ${to.name} ${to.type} ${count} (${callerUs.n} calls, ${calleeUs.n} served)`,
      );
    const edge = ['edge → readysvc service 1 (1 calls, 1 served)'];
    assert.deepEqual(edgesOf([whole, cut], []), edge);
    assert.deepEqual(edgesOf([whole], [cut]), edge);
    assert.deepEqual(edgesOf([cut], [whole]), edge);
    assert.deepEqual(edgesOf([whole], []), ['edge → readysvc virtual 1 (1 calls, 0 served)']);
  });

  test('the callee in the other half did send spans', () => {
    const around = new Map([[cut.traceId, cut]]);
    const silent = (linked?: typeof around): string[] =>
      waterfall(whole, { linked }).calleesWithoutSpans.map(({ name }) => name);
    assert.deepEqual([silent(), silent(around)], [['readysvc'], []]);
    assert.equal(waterfall(whole, { linked: around }).headline?.reason, undefined);
  });

  test('verify calls both split', () => {
    const requests = [whole, cut].map((trace) => ({
      ...{ traceId: trace.traceId, trace, expected: undefined },
    }));
    assert.deepEqual(
      verify(requests, []).map((failure) => [failure.class, failure.otherTraceIds]),
      [
        ['split', [cut.traceId]],
        ['split', [whole.traceId]],
      ],
    );
  });
});
