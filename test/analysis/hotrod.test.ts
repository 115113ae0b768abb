import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { criticalPath, timeOnPath } from '../../src/analysis/critical-path.ts';
import { eventWaits } from '../../src/analysis/event-wait.ts';
import { repeatedCalls } from '../../src/analysis/n-plus-one.ts';
import { readSpansV3 } from '../../src/jaeger/reads.ts';
import { assembleTrace, isComplete } from '../../src/model/assemble.ts';
import { endUs, type Trace } from '../../src/model/trace.ts';

/** Traces of Jaeger's own demo, recorded: test/fixtures/hotrod/README.md. */
function recorded(name: string): Trace {
  const path = join(import.meta.dirname, `../fixtures/hotrod/${name}.json`);
  return assembleTrace(readSpansV3(JSON.parse(readFileSync(path, 'utf8'))));
}

const [alone, queued] = [recorded('alone'), recorded('queued')];

/** Microseconds on the critical path, by service and name. */
function timesOf(trace: Trace): Record<string, number> {
  const path = criticalPath(trace);
  assert.ok(path);
  const times: Record<string, number> = {};
  for (const [{ resource, name }, us] of timeOnPath(path)) {
    const key = `${resource.service} ${name}`;
    times[key] = (times[key] ?? 0) + us;
  }
  return times;
}

describe('the critical path of HotROD, as worked out apart from the program, from the end backwards', () => {
  /** Each end is floored to a microsecond, some of forty times. */
  const ROUNDING_US = 20;
  const cases: [title: string, trace: Trace, times: Record<string, number>][] = [
    [
      'alone: customer 308 ms, drivers 230 ms, then four of the ten routes, one in each gap',
      alone,
      {
        'mysql SQL SELECT': 305_527,
        'redis-manual GetDriver': 199_670,
        'route /route': 176_934,
        'redis-manual FindDriverIDs': 25_368,
        'frontend HTTP GET': 4_443,
        'frontend driver.DriverService/FindNearest': 2_744,
        'driver driver.DriverService/FindNearest': 1_895,
        'frontend /dispatch': 1_490,
        'customer /customer': 1_021,
      },
    ],
    [
      'queued: the statement waits for the only connection, and nothing else is slower',
      queued,
      { 'mysql SQL SELECT': 1_486_259, 'redis-manual FindDriverIDs': 19_853 },
    ],
  ];
  for (const [title, trace, expected] of cases) {
    test(title, () => {
      assert.ok(isComplete(trace));
      const times = timesOf(trace);
      for (const [place, us] of Object.entries(expected))
        assert.ok(Math.abs((times[place] ?? 0) - us) <= ROUNDING_US, `${place}: ${times[place]}`);
      const [root] = trace.roots;
      const sum = Object.values(times).reduce((a, b) => a + b, 0);
      assert.equal(sum, root?.durationUs);
    });
  }

  test('of the routes that ran side by side those are on it that ended last before the next began', () => {
    const path = criticalPath(alone);
    const start = alone.roots[0]?.startUs ?? 0;
    const onPath = path?.sections.filter(({ span }) => span.name === '/route') ?? [];
    assert.deepEqual(
      onPath.map(({ span }) => [span.startUs - start, endUs(span) - start]),
      [
        [539_592, 592_356],
        [593_020, 629_584],
        [630_544, 676_223],
        [676_712, 718_637],
      ],
    );
  });
});

test('what HotROD does one by one is found: thirteen drivers in sequence, ten routes three at a time', () => {
  const found = repeatedCalls(alone).map(({ verdict, name, callee, spans }) => ({
    ...{ verdict, name, callee, calls: spans.length },
  }));
  assert.deepEqual(found, [
    { verdict: 'n-plus-one', name: 'GetDriver', callee: undefined, calls: 13 },
    { verdict: 'concurrent-n-plus-one', name: 'HTTP GET', callee: 'route', calls: 10 },
  ]);
});

test('compared with one that stood in the queue, the database explains the difference', () => {
  const { places, deltaUs } = compare({ a: [alone], b: [queued] }, 'single') ?? {};
  const [first] = (places ?? []).toSorted((a, b) => Math.abs(b.deltaUs) - Math.abs(a.deltaUs));
  assert.deepEqual(
    [first?.steps.at(-1)?.service, first?.steps.at(-1)?.name, first?.deltaUs],
    ['mysql', 'SQL SELECT', 1_486_259 - 305_527],
  );
  assert.equal(deltaUs, 1_865_239 - 719_092);
});

test('the lock that the queued statement waited for is named by its events', () => {
  const [wait, ...others] = eventWaits(criticalPath(queued)!);
  assert.deepEqual(
    [wait?.span.resource.service, wait?.after, wait?.before, others],
    [
      'mysql',
      'Waiting for lock behind 4 transactions',
      'Acquired lock; 0 transactions waiting behind',
      [],
    ],
  );
  assert.deepEqual(eventWaits(criticalPath(alone)!), []);
});
