import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { summarise } from '../../src/load/latency.ts';
import { recordsOf, startServer } from './real-server.ts';

describe('an open loop', () => {
  test('waits for no answer: all are sent while none is answered', async () => {
    const waiting: ServerResponse[] = [];
    await using server = await startServer((_request, response) => {
      waiting.push(response);
      if (waiting.length === 20) for (const held of waiting) held.end();
    });
    const plan = { kind: 'open', perSecond: 1000, requests: 20 } as const;
    const records = await recordsOf({ url: server.url, plan });
    assert.equal(records.filter(({ failure }) => failure === undefined).length, 20);
  });

  test('fixes the due times beforehand, however long the answers take', async () => {
    let asked = 0;
    await using server = await startServer((_request, response) => {
      asked += 1;
      setTimeout(() => response.end(), asked % 3 === 0 ? 40 : 0);
    });
    const plan = { kind: 'open', perSecond: 200, durationMs: 100 } as const;
    const due = (await recordsOf({ url: server.url, plan }))
      .map(({ dueMs }) => dueMs)
      .sort((a, b) => a - b);
    assert.equal(due.length, 20);
    for (const [index, dueMs] of due.entries()) {
      assert.ok(Math.abs(dueMs - (due[0] ?? NaN) - index * 5) < 0.01, `request ${index}`);
    }
  });

  test('sends nothing before it is due', async () => {
    await using server = await startServer((_request, response) => response.end());
    const plan = { kind: 'open', perSecond: 300, requests: 30 } as const;
    const records = await recordsOf({ url: server.url, plan });
    assert.ok(records.every(({ dueMs, sentMs }) => sentMs >= dueMs));
  });

  test('counts the wait for a place in the response time, not in the service time', async () => {
    await using server = await startServer((_request, response) => {
      setTimeout(() => response.end(), 20);
    });
    const plan = { kind: 'open', perSecond: 1000, requests: 6 } as const;
    const records = await recordsOf({ url: server.url, plan, maxInFlight: 1 });
    const { ok, response, service, lateness } = summarise(records);
    assert.equal(ok, 6);
    // The sixth waits for five answers of 20 ms, less the 5 ms that it was due later and what timers are short.
    assert.ok(lateness.maxUs! >= 90_000);
    assert.ok(response.maxUs! >= service.maxUs! + 50_000);
    assert.ok(response.meanUs! > service.meanUs!);
  });

  test('never has more under way than it may', async () => {
    let now = 0;
    let most = 0;
    await using server = await startServer((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.end();
      }, 10);
    });
    const plan = { kind: 'open', perSecond: 5000, requests: 40 } as const;
    const records = await recordsOf({ url: server.url, plan, maxInFlight: 5 });
    assert.deepEqual([records.length, summarise(records).ok], [40, 40]);
    assert.equal(most, 5);
  });

  test('gives up what finds no place until its time is up, so that the run ends', async () => {
    await using server = await startServer(() => undefined);
    const plan = { kind: 'open', perSecond: 1000, requests: 6 } as const;
    const records = await recordsOf({ url: server.url, plan, maxInFlight: 1, timeoutMs: 60 });
    const kinds = records.map(({ failure }) => failure);
    // Due within 5 ms, each holding the only place for 60: the third send would be 120 ms late.
    assert.ok(kinds.filter((kind) => kind === 'not-sent').length >= 4, kinds.join());
    assert.ok(kinds.includes('timeout'));
    assert.ok(kinds.every((kind) => kind === 'not-sent' || kind === 'timeout'));
    assert.equal(kinds.length, 6);
  });

  test('uses connections again', async () => {
    const ports = new Set<number | undefined>();
    await using server = await startServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end();
    });
    const plan = { kind: 'open', perSecond: 100, requests: 30 } as const;
    await recordsOf({ url: server.url, plan, maxInFlight: 3 });
    assert.ok(ports.size <= 3);
  });

  test('sends one request where the time is shorter than the first gap', async () => {
    await using server = await startServer((_request, response) => response.end());
    const plan = { kind: 'open', perSecond: 0.001, durationMs: 1 } as const;
    assert.equal((await recordsOf({ url: server.url, plan })).length, 1);
  });
});
