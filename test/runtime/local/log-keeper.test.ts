import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { realClock } from '../../../src/base/clock.ts';
import { waitUntil } from '../../../src/base/wait-until.ts';

const KEEPER = ['--import', 'tsx', 'src/runtime/local/log-keeper.ts'];
const LIMIT = 1_000;

describe('what keeps logs short', () => {
  test('moves what is too long away, loses no line, and ends with the lab', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keeper-'));
    const log = join(folder, 'gateway.log');
    await writeFile(join(folder, 'gateway.json'), '{}');
    // As a component writes it: opened once, appended to for ever.
    const output = await open(log, 'a');
    const keeper = spawn(process.execPath, [...KEEPER, folder, String(LIMIT)], {
      stdio: 'ignore',
      timeout: 30_000,
    });
    const ended = once(keeper, 'exit');
    try {
      await output.write('first\n'.repeat(LIMIT));
      const moved = async (): Promise<true | undefined> =>
        (await readFile(log, 'utf8')) === '' ? true : undefined;
      await waitUntil('the log to be cut', moved, { timeoutMs: 20_000, everyMs: 50 }, realClock);
      await output.write('second\n');
      assert.equal(await readFile(log, 'utf8'), 'second\n');
      assert.equal(await readFile(`${log}.1`, 'utf8'), 'first\n'.repeat(LIMIT));
      await rm(join(folder, 'gateway.json'));
      assert.deepEqual(await ended, [0, null]);
    } finally {
      keeper.kill('SIGKILL');
      await output.close();
      await rm(folder, { recursive: true });
    }
  });
});
