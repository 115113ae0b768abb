import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SlowestFinding } from '../../src/analysis/slowest-finding.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { endUs, type SpanKind, type Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';
import { call, span, spansOf, traceOf } from '../support/trace-builder.ts';

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

test('of a trace with two roots each is a request, under its own operation', () => {
  const trace = traceOf([span('web', 'GET /', [0, 20]), span('jobs', 'nightly', [50, 90])]);
  const { sections, traces, requests, severalRoots } = rank([trace]);
  assert.deepEqual(
    sections.map(({ operation, requests: n, totalUs }) => [operation, n, totalUs]),
    [
      ['nightly', 1, 40_000],
      ['GET /', 1, 20_000],
    ],
  );
  assert.deepEqual([traces, requests, severalRoots], [1, 2, 1]);
});

test('requests of one operation within one trace are counted one by one', () => {
  const roots = [0, 50, 90].map((start) => span('jobs', 'tick', [start, start + 10]));
  const [section] = rank([traceOf(roots)]).sections;
  assert.deepEqual([section?.requests, section?.traces, section?.meanUs], [3, 1, 10_000]);
});

test('requests whose root failed are counted, with a trace to look at', () => {
  const status = 'error';
  const good = traceOf([span('web', 'GET /', [0, 20])], 'a'.repeat(32));
  const bad = traceOf(
    [span('web', 'GET /', [0, 1], { status }), span('web', 'GET /', [2, 3], { status })],
    'b'.repeat(32),
  );
  const below = span('db', 'SELECT', [0, 1], { status });
  const caught = traceOf([span('web', 'GET /', [0, 9], {}, [below])], 'c'.repeat(32));
  assert.deepEqual(rank([good, bad, caught]).failed, {
    ...{ requests: 2, traces: 1, exemplarTraceId: 'b'.repeat(32) },
  });
  assert.equal(rank([good, caught]).failed, undefined);
});

describe('a request whose root was not reported', () => {
  const orphaned = (kind: SpanKind): Trace =>
    assembleTrace(
      spansOf([
        span('edge', 'GET', [0, 12], { kind: 'client' }, [
          span('shop', 'GET /items', [1, 11], { kind }, [span('shop', 'SELECT', [2, 8])]),
        ]),
      ]).slice(1),
    );

  test('begins at its local root, which is said', () => {
    const finding = rank([orphaned('server')]);
    assert.deepEqual(places(finding), ['shop SELECT: 6', 'shop GET /items: 4']);
    assert.deepEqual([finding.requests, finding.localRoots], [1, 1]);
  });

  test('is left out where it may still be running', () => {
    const trace = orphaned('server');
    const end = endUs(trace.spans[0]!);
    const settled = rank([trace], { settledUs: end });
    const running = rank([trace], { settledUs: micros(end - 1) });
    assert.deepEqual([settled.requests, running.requests], [1, 0]);
    assert.deepEqual(running.incomplete.traces, 1);
  });

  test('is left out where the span without a parent answers no call', () => {
    for (const kind of ['internal', 'client', 'producer'] as const)
      assert.deepEqual(rank([orphaned(kind)]).requests, 0);
    assert.deepEqual(rank([orphaned('consumer')]).requests, 1);
  });

  test('is left out beside a root', () => {
    const other = spansOf([span('cron', 'tick', [0, 1], { id: 'ffffffffffffffff' })]);
    const trace = assembleTrace([...orphaned('server').spans, ...other]);
    assert.deepEqual([rank([trace]).requests, rank([trace]).incomplete.traces], [0, 1]);
  });
});

test('traces in which a span ends after its parent are counted', () => {
  const late = traceOf([span('s', 'P', [0, 60], {}, [span('s', 'C', [1, 61])])]);
  assert.deepEqual(rank([late]).lateEnds, { traces: 1, exemplarTraceId: late.traceId });
  assert.equal(rank([traceOf([span('s', 'P', [0, 60])])]).lateEnds, undefined);
  const called = (serverEndMs: number): Trace =>
    traceOf([call('s', 't', 'GET /', { client: [0, 60], server: [0, serverEndMs] })]);
  assert.equal(rank([called(100)]).lateEnds?.traces, 1, 'a part of the callee is cut');
  assert.equal(rank([called(64)]).lateEnds, undefined, 'its response was out before');
});
