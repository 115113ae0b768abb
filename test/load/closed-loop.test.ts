import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { closedPlan } from '../../src/load/schedule.ts';
import { recordsOf, startServer } from './real-server.ts';

describe('a closed loop', () => {
  test('sends as many requests as planned, each once', async () => {
    let asked = 0;
    await using server = await startServer((_request, response) => {
      asked += 1;
      response.end('x'.repeat(100_000));
    });
    const plan = closedPlan(50, { concurrency: 7, intervalMs: 0 });
    const records = await recordsOf({ url: server.url, plan });
    assert.deepEqual([records.length, asked], [50, 50]);
    assert.ok(records.every(({ failure, status }) => failure === undefined && status === 200));
  });

  test('has as many requests under way as its concurrency, and never more', async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    // No request is answered before four have come: fewer at a time would never end.
    await using server = await startServer((_request, response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      if (waiting.length === 4) for (const held of waiting.splice(0)) held.end();
    });
    const plan = closedPlan(40, { concurrency: 4, intervalMs: 0 });
    assert.equal((await recordsOf({ url: server.url, plan })).length, 40);
    assert.equal(most, 4);
  });

  test('of a given length goes on until then, and waits for what is under way', async () => {
    let [asked, answered] = [0, 0];
    await using server = await startServer((_request, response) => {
      asked += 1;
      setTimeout(() => response.end(String((answered += 1))), 30);
    });
    const plan = { kind: 'closed', concurrency: 3, intervalMs: 0, durationMs: 100 } as const;
    const records = await recordsOf({ url: server.url, plan });
    assert.ok(records.every(({ failure }) => failure === undefined));
    assert.deepEqual([asked, answered], [records.length, records.length]);
    const begin = Math.min(...records.map(({ dueMs }) => dueMs));
    assert.ok(records.every(({ dueMs }) => dueMs < begin + 100));
    assert.ok(records.length >= 3);
  });

  test('has no more workers than requests', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const plan = closedPlan(2, { concurrency: 1e12, intervalMs: 0 });
    assert.equal((await recordsOf({ url: server.url, plan })).length, 2);
    assert.ok(ports.size <= 2);
  });

  test('keeps one connection for each worker', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    await recordsOf({ url: server.url, plan: closedPlan(30, { concurrency: 3, intervalMs: 0 }) });
    assert.equal(ports.size, 3);
  });

  test('pauses for the interval after each answer but the last', async () => {
    const events: string[] = [];
    await using server = await startServer((_request, response) => {
      events.push('asked');
      response.end();
    });
    const clock = {
      sleep: (ms: number) => {
        events.push(`pause ${ms}`);
        return Promise.resolve();
      },
    };
    const plan = closedPlan(3, { intervalMs: 250 });
    const onRecord = (): void => void events.push('answered');
    await recordsOf({ url: server.url, plan, clock }, { onRecord });
    const round = ['asked', 'answered', 'pause 250'];
    assert.deepEqual(events, [...round, ...round, 'asked', 'answered']);
  });

  test('sends again no sooner than the interval after the answer', async () => {
    await using server = await startServer((_request, response) => response.end());
    const [first, second] = await recordsOf({
      url: server.url,
      plan: closedPlan(2, { intervalMs: 30 }),
    });
    // Timers count whole milliseconds and may be one short.
    assert.ok(second!.dueMs - first!.finishedMs >= 29);
  });

  test('takes times in order: due, sent, finished, due again', async () => {
    await using server = await startServer((_request, response) => response.end());
    const records = await recordsOf({ url: server.url, plan: closedPlan(5, { intervalMs: 0 }) });
    const times = records.flatMap(({ dueMs, sentMs, finishedMs }) => [dueMs, sentMs, finishedMs]);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  test('counts the time to connect as late, not as service', async () => {
    await using server = await startServer((_request, response) => response.end());
    const run = recordsOf({ url: server.url, plan: closedPlan(1) });
    // While this goes on the connection cannot come about.
    const end = performance.now() + 30;
    while (performance.now() < end);
    const [record] = await run;
    assert.ok(record!.sentMs - record!.dueMs >= 29);
  });

  test('with more workers pausing than an event has listeners by default warns of nothing', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const waiting: ServerResponse[] = [];
    // All are answered at once, and so pause at the same time.
    await using server = await startServer((_request, response) => {
      waiting.push(response);
      if (waiting.length === 30) for (const held of waiting.splice(0)) held.end();
    });
    const plan = closedPlan(60, { concurrency: 30, intervalMs: 200 });
    await recordsOf({ url: server.url, plan });
    process.off('warning', onWarning);
    assert.deepEqual(warnings, []);
  });
});
