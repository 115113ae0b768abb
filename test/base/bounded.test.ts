import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { mapBounded } from '../../src/base/bounded.ts';

test('keeps the order of the items and never has more under way than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer()),
      fc.integer({ min: 1, max: 5 }),
      async (items, limit) => {
        let underWay = 0;
        let most = 0;
        const doubled = await mapBounded(items, limit, async (item) => {
          underWay += 1;
          most = Math.max(most, underWay);
          await turn();
          underWay -= 1;
          return item * 2;
        });
        assert.deepEqual(
          doubled,
          items.map((item) => item * 2),
        );
        assert.ok(most <= limit);
      },
    ),
    { numRuns: 50 },
  );
});

test('the first failure is thrown after what was under way has ended, and nothing new is begun', async () => {
  const ended: number[] = [];
  const work = mapBounded([0, 1, 2, 3, 4], 2, async (item) => {
    if (item === 0) throw new Error('no');
    await turn();
    ended.push(item);
  });
  await assert.rejects(work, /no/);
  assert.deepEqual(ended, [1]);
});
