import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';

describe('every answer about an interrupted run says that it was cut short', () => {
  for (const command of ['slowest', 'traces', 'deps', 'verify --wait 0ms'])
    test(command, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [ID], { interruptedOf: 20 });
      const { note } = await run(command.split(' '), { env: lab.env });
      assert.match(note, /^run 1 was interrupted: 1 of 20 requests ended, others were cut off$/m);
    });

  test('runs shows how far it got', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [ID], { interruptedOf: 20 });
    const table = await run(['runs', '--format', 'table'], { env: lab.env });
    assert.match(table.out, / 1 of 20 /);
    const tsv = await run(['runs'], { env: lab.env });
    assert.match(tsv.out, /\ttrue\t20\n$/);
  });
});
