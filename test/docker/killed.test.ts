import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { JAEGER_2, assertNothingLeft, dockerProgram, labName } from '../support/docker-lab.ts';

describe('an up that was ended in the middle', () => {
  for (let moment = 0; moment < 10; moment += 1) {
    const afterMs = 100 + moment * 170;
    test(`killed after ${afterMs} ms, down leaves nothing`, async () => {
      await using program = await dockerProgram();
      const lab = labName();
      const up = program.start('up', '--name', lab, '--ports', 'auto', ...JAEGER_2.args);
      await sleep(afterMs);
      up.child.kill('SIGKILL');
      await up.ended;
      const down = await program.run('down', '--name', lab);
      assert.equal(down.code, 0, down.stderr);
      await assertNothingLeft(lab, program.stateHome);
    });
  }

  for (const afterMs of [150, 600, 1200]) {
    test(`interrupted after ${afterMs} ms, it leaves nothing by itself and exits with 130`, async () => {
      await using program = await dockerProgram();
      const lab = labName();
      // A service that never gets ready keeps `up` busy until it is interrupted.
      const up = program.start(
        'up',
        '--name',
        lab,
        '--ports',
        'auto',
        ...JAEGER_2.args,
        '--env',
        'enricher.PORT=5999',
      );
      await sleep(afterMs);
      up.child.kill('SIGINT');
      const ended = await up.ended;
      // Before the program has begun to listen for it, the signal itself ends it: a shell calls that 130 too.
      assert.ok(ended.code === 130 || ended.signal === 'SIGINT', ended.stderr);
      await assertNothingLeft(lab, program.stateHome);
    });
  }
});
