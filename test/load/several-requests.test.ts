import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedPlan } from '../../src/load/schedule.ts';
import { recordsOf, startServer } from './real-server.ts';

describe('several kinds of request', () => {
  for (const plan of [
    closedPlan(40, { concurrency: 4, intervalMs: 0 }),
    { kind: 'open', perSecond: 1000, requests: 40 } as const,
  ]) {
    test(`are sent by weight, each to its own place, in a ${plan.kind} loop`, async () => {
      const seen = { one: [] as string[], two: [] as string[] };
      await using one = await startServer(({ method, url }, response) => {
        seen.one.push(`${method} ${url}`);
        response.end();
      });
      await using two = await startServer(({ method, url }, response) => {
        seen.two.push(`${method} ${url}`);
        response.statusCode = 502;
        response.end();
      });
      const requests = [
        { name: 'look', url: `${one.url}a`, weight: 3 },
        { name: 'buy', url: `${two.url}b`, method: 'POST', weight: 1 },
      ];
      const records = await recordsOf({ url: one.url, requests, plan });
      assert.deepEqual(seen.one, Array(30).fill('GET /a'));
      assert.deepEqual(seen.two, Array(10).fill('POST /b'));
      const named = (name: string) => records.filter(({ request }) => request === name);
      assert.equal(named('look').length, 30);
      assert.ok(named('buy').every(({ status }) => status === 502));
      assert.equal(named('buy').length, 10);
      await Promise.all([one.deserted(), two.deserted()]);
    });
  }
});
