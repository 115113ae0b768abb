import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../support/run.ts';

test('explain prints commands as they work where the program was started', async () => {
  const { out } = await run(['explain', 'gap', '--format', 'table'], {
    startedAs: 'npx jaeger-lab',
  });
  assert.match(out, / npx jaeger-lab trace slowest\n/);
});
