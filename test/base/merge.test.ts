import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { merge } from '../../src/base/merge.ts';

async function* source(name: string, count: number, pauseMs: number): AsyncGenerator<string> {
  for (let i = 0; i < count; i += 1) {
    await sleep(pauseMs);
    yield `${name}${i}`;
  }
}

test('yields everything of every source, each source in its own order', async () => {
  const seen: string[] = [];
  for await (const item of merge([source('a', 3, 1), source('b', 2, 2), source('c', 0, 1)]))
    seen.push(item);
  assert.deepEqual(seen.toSorted(), ['a0', 'a1', 'a2', 'b0', 'b1']);
  assert.deepEqual(
    seen.filter((item) => item.startsWith('a')),
    ['a0', 'a1', 'a2'],
  );
});

test('a failing source ends it with its error', async () => {
  async function* failing(): AsyncGenerator<string> {
    await sleep(1);
    throw new Error('the log broke');
  }
  await assert.rejects(async () => {
    for await (const _ of merge([source('a', 2, 1), failing()]));
  }, /the log broke/);
});
