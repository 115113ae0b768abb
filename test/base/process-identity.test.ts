import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { processByPs } from '../../src/base/process-by-ps.ts';
import { identityIn, identityOf, stillRuns } from '../../src/base/process-identity.ts';
import { skipWithout } from '../support/real-programs.ts';

const skip = skipWithout('ps');

test('a number that stands for several processes, or for none, is not a process', async () => {
  for (const pid of [0, -1, -process.pid, 1.5, NaN, Infinity, 2 ** 53]) {
    assert.equal(await identityOf(pid), undefined, String(pid));
    assert.equal(await stillRuns({ pid, startTime: '' }), false, String(pid));
  }
});

test('a process that got the pid of another is another', async () => {
  const mine = await identityOf(process.pid);
  assert.ok(mine && (await stillRuns(mine)));
  assert.equal(await stillRuns({ pid: process.pid, startTime: '1' }), false);
  assert.equal(await stillRuns({ pid: process.pid, startTime: '' }), false);
});

test(
  'where there is no /proc, ps prints state and start time, the same each time',
  { skip },
  async () => {
    const [state, startTime] = (await processByPs(process.pid)) ?? [];
    assert.match(state ?? '', /^[A-Z]/);
    assert.match(startTime ?? '', /^[A-Z][a-z]{2} [A-Z][a-z]{2} .*\d{4}$/);
    assert.deepEqual((await processByPs(process.pid))?.[1], startTime);
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    assert.equal(await processByPs(child.pid!), undefined);
  },
);

test('what was kept is read, and anything else is nothing', () => {
  const kept = { pid: 7, startTime: '5' };
  assert.deepEqual(identityIn({ ...kept, more: 1 }), kept);
  for (const value of [undefined, null, 7, 'x', [], {}, { pid: '7', startTime: '5' }, { pid: 7 }])
    assert.equal(identityIn(value), undefined);
});
