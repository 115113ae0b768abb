import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { drive } from '../../src/load/drive.ts';
import { carrying, parseCarriedFault } from '../../src/load/fault.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import { closedPlan } from '../../src/load/schedule.ts';

describe('a fault as a person types it', () => {
  const cases: [typed: string, text: string, service: string, share: number][] = [
    ['payment:delay=2s', 'payment:delay=2s', 'payment', 1],
    ['payment:delay=2s@10%', 'payment:delay=2s', 'payment', 0.1],
    ['payment:jitter=1.5s@0.25', 'payment:jitter=1.5s', 'payment', 0.25],
    ['api-gateway:error@100%', 'api-gateway:error', 'api-gateway', 1],
    ['payment:delay=1m', 'payment:delay=1m', 'payment', 1],
  ];
  for (const [typed, text, service, share] of cases)
    test(typed, () => assert.deepEqual(parseCarriedFault(typed), { text, service, share }));

  const wrong = [
    ...['', 'payment', 'payment:', 'payment:slow', 'payment:delay', 'payment:delay=', ':error'],
    ...['payment:delay=2', 'payment:delay=61s', 'payment:delay=-2s', 'payment:error=2s'],
    ...['payment:delay=0s', 'payment:jitter=0.0ms', 'payment:delay=0'],
    ...['payment:error@', 'payment:error@0', 'payment:error@0%', 'payment:error@101%'],
    ...['payment:error@1.5', 'payment:error@ten', 'Payment:error', 'payment:error+order:error'],
  ];
  for (const typed of wrong)
    test(`not ${JSON.stringify(typed)}`, () => assert.equal(parseCarriedFault(typed), undefined));
});

describe('who carries it', () => {
  const fault = (text: string, share: number) => ({ text, service: 'payment', share });

  test('of n requests exactly the share, and as many of each ten', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer(),
        (n, part, seed) => {
          const next = carrying([fault('payment:error', part / 100)], { seed, requests: n });
          const carried = Array.from({ length: n }, () => next() !== undefined);
          assert.equal(carried.filter(Boolean).length, Math.floor((n * part) / 100));
          const block = Math.max(10, Math.ceil(100 / part));
          for (let at = 0; at + block <= n; at += block) {
            const some = carried.slice(at, at + block).filter(Boolean).length;
            assert.ok(Math.abs(some - (block * part) / 100) < 1, `${some} of ${block}`);
          }
        },
      ),
    );
  });

  test('at random: each place of ten as often, and by another seed others', () => {
    const places = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2000; seed += 1) {
      const next = carrying([fault('payment:error', 0.1)], { seed, requests: 10 });
      const at = places.findIndex(() => next() !== undefined);
      places[at] = (places[at] ?? 0) + 1;
    }
    // 200 each; six standard deviations are 80.
    for (const count of places) assert.ok(Math.abs(count - 200) < 80, String(places));
  });

  test('the same seed deals them to the same requests', () => {
    const dealt = (seed: number) => {
      const next = carrying([fault('a:error', 0.3), fault('b:error', 0.5)], { seed, requests: 40 });
      return Array.from({ length: 40 }, next);
    };
    assert.deepEqual(dealt(7), dealt(7));
    assert.notDeepEqual(dealt(7), dealt(8));
    assert.ok(dealt(7).includes('a:error+b:error'));
  });
});

test('a request that carries one has the baggage and the record, any other has neither', async (t) => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers['baggage'] as string | undefined);
    assert.equal(request.headers['traceparent'], undefined);
    response.end();
  }).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const records: RequestRecord[] = [];
  const faults = [{ text: 'payment:delay=2s', service: 'payment', share: 0.5 }];
  await drive(
    { url, plan: closedPlan(4, { intervalMs: 0 }), faults, timeoutMs: 5000 },
    (record) => records.push(record),
    new AbortController().signal,
  );
  const baggage = 'lab.fault=payment%3Adelay%3D2s';
  assert.deepEqual(seen.toSorted(), [baggage, baggage, undefined, undefined]);
  assert.deepEqual(
    records.map(({ fault }) => fault && baggage),
    seen,
  );
});
