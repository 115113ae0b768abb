import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { closedPlan, type Plan } from '../../src/load/schedule.ts';
import { recordsOf, startServer } from './real-server.ts';

const HOUR_MS = 3_600_000;

const plans: [title: string, plan: Plan][] = [
  ['a closed loop', closedPlan(100, { intervalMs: 0 })],
  ['several workers', closedPlan(100, { concurrency: 5, intervalMs: 0 })],
  ['an open loop', { kind: 'open', perSecond: 500, requests: 100 }],
];

describe('a run that is cut short', () => {
  for (const [title, plan] of plans) {
    test(`keeps the records so far and leaves no socket: ${title}`, async () => {
      const cut = new AbortController();
      let asked = 0;
      await using server = await startServer((_request, response) => {
        asked += 1;
        if (asked <= 3) response.end();
      });
      let answered = 0;
      const onRecord = (): void => {
        answered += 1;
        if (answered === 3) setImmediate(() => cut.abort());
      };
      const records = await recordsOf({ url: server.url, plan }, { signal: cut.signal, onRecord });
      assert.equal(records.length, 3);
      assert.ok(records.every(({ failure }) => failure === undefined));
      await server.deserted();
      const askedAtTheEnd = asked;
      await new Promise(setImmediate);
      assert.equal(asked, askedAtTheEnd, 'nothing more was sent');
    });
  }

  test('does not wait out the pause of a closed loop', async () => {
    const cut = new AbortController();
    await using server = await startServer((_request, response) => response.end());
    const plan = closedPlan(40, { concurrency: 20, intervalMs: HOUR_MS });
    let answered = 0;
    const onRecord = (): void => {
      answered += 1;
      if (answered === 20) setImmediate(() => cut.abort());
    };
    const records = await recordsOf({ url: server.url, plan }, { signal: cut.signal, onRecord });
    assert.equal(records.length, 20);
    await server.deserted();
  });

  test('does not wait for the next due moment of an open loop', async () => {
    const cut = new AbortController();
    await using server = await startServer((_request, response) => response.end());
    const plan = { kind: 'open', perSecond: 1000 / HOUR_MS, requests: 2 } as const;
    const onRecord = (): void => void setImmediate(() => cut.abort());
    const records = await recordsOf({ url: server.url, plan }, { signal: cut.signal, onRecord });
    assert.equal(records.length, 1);
    await server.deserted();
  });

  test('does not wait for a place in an open loop', async () => {
    const cut = new AbortController();
    await using server = await startServer(() => void setImmediate(() => cut.abort()));
    const plan = { kind: 'open', perSecond: 1000, requests: 50 } as const;
    const options = { url: server.url, plan, maxInFlight: 1, timeoutMs: HOUR_MS };
    assert.deepEqual(await recordsOf(options, cut), []);
    await server.deserted();
  });

  test('sends nothing when it was cut before it began', async () => {
    let asked = 0;
    await using server = await startServer((_request, response) => {
      asked += 1;
      response.end();
    });
    for (const [, plan] of plans) {
      assert.deepEqual(
        await recordsOf({ url: server.url, plan }, { signal: AbortSignal.abort() }),
        [],
      );
    }
    assert.equal(asked, 0);
  });

  test('that is not cut leaves nothing listening for it', async () => {
    const { signal } = new AbortController();
    await using server = await startServer((_request, response) => response.end());
    await recordsOf({ url: server.url, plan: closedPlan(3, { intervalMs: 1 }) }, { signal });
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});

describe('a listener that throws', () => {
  for (const [title, plan] of plans) {
    test(`ends the run, which throws the same: ${title}`, async () => {
      await using server = await startServer((_request, response) => response.end());
      const failure = new Error('disk full');
      const onRecord = (): void => {
        throw failure;
      };
      await assert.rejects(recordsOf({ url: server.url, plan }, { onRecord }), failure);
      await server.deserted();
    });
  }
});
