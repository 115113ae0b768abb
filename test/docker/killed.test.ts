import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { assertNothingLeft, withLab } from '../support/docker-lab.ts';
import { assertCode } from '../support/program.ts';

describe('an up that was ended in the middle', () => {
  for (let moment = 0; moment < 10; moment += 1) {
    const afterMs = 100 + moment * 170;
    test(`killed after ${afterMs} ms, down leaves nothing`, () =>
      withLab(async (lab) => {
        const up = lab.start('up', '--ports', 'auto');
        await sleep(afterMs);
        up.child.kill('SIGKILL');
        await up.ended;
        assertCode(await lab.run('down'), 0);
        await assertNothingLeft(lab.name, lab.stateHome);
      }));
  }

  for (const afterMs of [150, 600, 1200]) {
    test(`interrupted after ${afterMs} ms, it leaves nothing by itself and exits with 130`, () =>
      withLab(async (lab) => {
        // A service that never gets ready keeps `up` busy until it is interrupted.
        const up = lab.start('up', '--ports', 'auto', '--env', 'enricher.PORT=5999');
        await sleep(afterMs);
        up.child.kill('SIGINT');
        const ended = await up.ended;
        // Before the program has begun to listen for it, the signal itself ends it: a shell calls that 130 too.
        assert.ok(ended.code === 130 || ended.signal === 'SIGINT', ended.stderr);
        await assertNothingLeft(lab.name, lab.stateHome);
      }));
  }
});
