import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { labFolder } from '../../src/lab/lab-folder.ts';
import { runIds } from '../../src/lab/runs.ts';
import { readState, removeState } from '../../src/lab/state.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

describe('a command that removes its lab at the end', () => {
  for (const command of ['smoke', 'challenge']) {
    test(`${command} refuses a lab that the user has, and leaves it alone`, async () => {
      await using lab = await labWithRun('http://127.0.0.1:1', [TRACE]);
      const folder = labFolder('lab', lab.env);
      const { error } = await run([command, '--name', 'lab'], { env: lab.env });
      assert.match(error?.message ?? '', /^lab "lab" exists, and .* removes its lab at the end$/);
      assert.equal(error?.exitCode, EXIT.usage);
      assert.ok(await readState(folder));
      assert.deepEqual(await runIds(folder), [1]);
    });

    test(`${command} refuses the name of a lab that is down and whose runs are kept`, async () => {
      await using lab = await labWithRun('http://127.0.0.1:1', [TRACE]);
      const folder = labFolder('lab', lab.env);
      await removeState(folder);
      const { error } = await run([command, '--name', 'lab'], { env: lab.env });
      assert.match(error?.message ?? '', /^lab "lab" has runs, /);
      assert.deepEqual(await runIds(folder), [1]);
    });
  }
});
