import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../support/run.ts';

test('explain prints commands as they work where the program was started', async () => {
  const { out } = await run(['explain', 'gap', '--format', 'table'], {
    startedAs: 'npx jaeger-lab',
  });
  assert.match(out, / npx jaeger-lab trace slowest\n/);
});

test('the list of terms leads to one of them, and one leads nowhere', async () => {
  const list = await run(['explain'], { isTTY: true });
  assert.equal(list.note, 'Next: jaeger-lab explain critical path\n');
  assert.equal((await run(['explain', 'gap'], { isTTY: true })).note, '');
});
