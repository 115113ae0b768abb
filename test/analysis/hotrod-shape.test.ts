import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { eventWaits } from '../../src/analysis/event-wait.ts';
import { repeatedCalls } from '../../src/analysis/n-plus-one.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { endUs, type Span, type Trace } from '../../src/model/trace.ts';
import { hotrodTrace, type HotrodShape } from '../support/hotrod.ts';

const DEMO = { calls: 10, workers: 3, drivers: 10, retryShare: 0.3, lockMs: 0 };

/** 200 requests of many sizes, each from its own seed. */
const SHAPES: HotrodShape[] = Array.from({ length: 200 }, (_, seed) => ({
  seed,
  calls: [10, 1, 5, 40, 200][seed % 5]!,
  workers: [3, 1, 2, 8][seed % 4]!,
  drivers: [10, 5, 60][seed % 3]!,
  retryShare: (seed % 10) / 20,
  lockMs: seed % 2 === 0 ? 0 : 600 + 10 * seed,
}));

/** The children of the root on its path, each once for each time that it is entered, by time. */
function stepsOf(trace: Trace): Span[] {
  const [root] = trace.roots;
  const steps: Span[] = [];
  for (const { span } of criticalPath(trace)!.sections) {
    let child = span;
    for (let at: Span | undefined = span; at && at !== root; at = trace.parent(at)) child = at;
    if (child !== root && steps.at(-1) !== child) steps.push(child);
  }
  return steps;
}

describe('requests as HotROD makes them, of 200 seeds and sizes', () => {
  test('no step of the path was still running when its successor began', () => {
    let steps = 0;
    for (const shape of SHAPES) {
      const path = stepsOf(hotrodTrace(shape));
      for (const [i, next] of path.entries()) {
        const before = path[i - 1];
        if (before === undefined) continue;
        steps += 1;
        assert.ok(
          endUs(before) <= next.startUs,
          `seed ${shape.seed}: ${before.spanId} ${next.spanId}`,
        );
      }
    }
    assert.ok(steps > 1000, `${steps} steps`);
  });

  test('with one worker all calls are on the path, with three about a third', () => {
    const routes = (workers: number): number =>
      stepsOf(hotrodTrace({ ...DEMO, seed: 7, calls: 30, workers })).length - 2;
    assert.equal(routes(1), 30);
    assert.ok(routes(3) >= 8 && routes(3) <= 14, String(routes(3)));
  });

  test('services with client spans only have their edges', () => {
    const traces = SHAPES.slice(0, 20).map(hotrodTrace);
    const { edges } = dependencies(traces, { outside: false });
    const counts = new Map(
      edges.map(({ from, to, count }) => [`${from.name} → ${to.name}`, count]),
    );
    const redis = traces
      .flatMap(({ spans }) => spans)
      .filter(({ resource }) => resource.service === 'redis');
    assert.equal(counts.get('customer → mysql'), 20);
    assert.equal(counts.get('driver → redis'), redis.length);
    assert.equal(counts.get('frontend → customer'), 20);
    assert.equal(counts.get('frontend → driver'), 20);
  });

  test('the lock that was waited for is named by the events around it, and nothing is where there was none', () => {
    for (const shape of SHAPES) {
      const trace = hotrodTrace(shape);
      const path = criticalPath(trace)!;
      const isLong = shape.lockMs * 1000 >= 0.2 * path.root.durationUs;
      const [wait, ...others] = eventWaits(path);
      const name = `seed ${shape.seed}`;
      assert.deepEqual(others, [], name);
      if (shape.lockMs === 0) assert.equal(wait, undefined, name);
      if (!isLong) continue;
      assert.equal(wait?.span.name, 'SQL SELECT', name);
      assert.match(wait.after ?? '', /^Waiting for lock/);
      assert.match(wait.before, /^Acquired lock/);
      assert.ok(Math.abs(wait.waitUs - shape.lockMs * 1000) < 100, `${name}: ${wait.waitUs}`);
    }
  });

  test('drivers are fetched one by one, and repeated fetches do not change that', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = repeatedCalls(hotrodTrace({ ...DEMO, seed }));
      const drivers = found.find(({ name }) => name === 'GetDriver');
      assert.equal(drivers?.verdict, 'n-plus-one');
      const routes = found.find(({ callee }) => callee === 'route');
      assert.deepEqual([routes?.verdict, routes?.width], ['concurrent-n-plus-one', 3]);
    }
  });

  test('one clock for all of them: no clocks disagree, no caller gave up', () => {
    const { clocks, gaveUp, lateEnds } = slowest(SHAPES.map(hotrodTrace), {
      by: 'path',
      limit: 10,
    });
    assert.deepEqual([clocks, gaveUp, lateEnds], [[], undefined, undefined]);
  });
});
