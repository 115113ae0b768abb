import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { closedPlan, dueAfterMs, plannedRequests, type Plan } from '../../src/load/schedule.ts';

const counts: [title: string, plan: Plan, requests: number][] = [
  ['a closed loop sends the number asked for', closedPlan(50), 50],
  [
    'one of a given length sends what fits',
    { kind: 'closed', concurrency: 1, intervalMs: 0, durationMs: 10 },
    Infinity,
  ],
  ['an open one sends the number asked for, too', { kind: 'open', perSecond: 20, requests: 7 }, 7],
  ['two seconds at 20/s', { kind: 'open', perSecond: 20, durationMs: 2000 }, 40],
  [
    'the request due just at the end is not sent',
    { kind: 'open', perSecond: 10, durationMs: 100 },
    1,
  ],
  ['the request due just before is one', { kind: 'open', perSecond: 10, durationMs: 101 }, 2],
  ['a rate below one', { kind: 'open', perSecond: 0.5, durationMs: 4000 }, 2],
  ['at least the first', { kind: 'open', perSecond: 0.5, durationMs: 0 }, 1],
  [
    'a product that floating point makes too large',
    { kind: 'open', perSecond: 0.07, durationMs: 100_000 },
    7,
  ],
];

describe('how many requests a plan sends', () => {
  for (const [title, plan, requests] of counts) {
    test(title, () => assert.equal(plannedRequests(plan), requests));
  }

  test('of a given length: those due before its end', () => {
    const thousandths = fc.integer({ min: 1, max: 5_000_000 }).map((value) => value / 1000);
    fc.assert(
      fc.property(thousandths, fc.integer({ min: 1, max: 100_000 }), (perSecond, durationMs) => {
        const plan = { kind: 'open', perSecond, durationMs } as const;
        const requests = plannedRequests(plan);
        const slackMs = 0.01 / perSecond;
        assert.ok(dueAfterMs(plan, requests - 1) < durationMs + slackMs);
        assert.ok(dueAfterMs(plan, requests) >= durationMs - slackMs);
      }),
    );
  });
});

const unsound: [title: string, plan: Plan][] = [
  ['no requests', closedPlan(0)],
  ['half a request', closedPlan(0.5)],
  ['no worker to send', closedPlan(1, { concurrency: 0 })],
  ['a pause before the answer', closedPlan(1, { intervalMs: -1 })],
  ['a pause without end', closedPlan(1, { intervalMs: Infinity })],
  [
    'a closed loop without end',
    { kind: 'closed', concurrency: 1, intervalMs: 0, durationMs: Infinity },
  ],
  ['a closed loop of no length', { kind: 'closed', concurrency: 1, intervalMs: 0, durationMs: 0 }],
  ['a rate of 0', { kind: 'open', perSecond: 0, requests: 1 }],
  ['no rate', { kind: 'open', perSecond: NaN, requests: 1 }],
  ['a rate without bound', { kind: 'open', perSecond: Infinity, durationMs: 1 }],
  ['a length without end', { kind: 'open', perSecond: 1, durationMs: Infinity }],
];

describe('a plan that cannot be driven is refused', () => {
  for (const [title, plan] of unsound) {
    test(title, () => assert.throws(() => plannedRequests(plan), RangeError));
  }
});

describe('the send times', () => {
  test('of an open loop are evenly spaced from the start', () => {
    const plan = { kind: 'open', perSecond: 4, requests: 4 } as const;
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => dueAfterMs(plan, index)),
      [0, 250, 500, 750],
    );
  });

  test("of a closed loop are the tutorial's by default", () => {
    assert.deepEqual(closedPlan(3), {
      kind: 'closed',
      requests: 3,
      concurrency: 1,
      intervalMs: 500,
    });
  });
});
