import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { replay } from '../jaeger/recordings.ts';
import { labWithRun } from '../support/lab-with-run.ts';
import { run } from '../support/run.ts';

const SAMPLED = '0af7651916cd43dd8448eb211c80319c';

describe('of a run of which no request was sampled', () => {
  for (const args of [
    ['slowest'],
    ['deps'],
    ['trace', 'latest'],
    ['compare', '--runs', '1', '2'],
  ]) {
    test(`${args.join(' ')} says that, and does not blame Jaeger`, async () => {
      await using jaeger = await replay({ folder: 'jaeger-2.20' });
      await using lab = await labWithRun(jaeger.url, [], { earlier: [SAMPLED], notSampled: 3 });
      const { error } = await run(args, { env: lab.env });
      assert.match(
        error?.message ?? '',
        /^run 2 has no traces: none of its 3 requests was sampled$/,
      );
      assert.match(error?.hint ?? '', /load --n 500.*--sample/);
      assert.equal(error?.exitCode, EXIT.notReady);
    });
  }

  test('the run before it is read as ever', async () => {
    await using jaeger = await replay({ folder: 'jaeger-2.20' });
    await using lab = await labWithRun(jaeger.url, [], { earlier: [SAMPLED], notSampled: 3 });
    const { error } = await run(['slowest', '--run', '1'], { env: lab.env });
    assert.equal(error, undefined);
  });
});
