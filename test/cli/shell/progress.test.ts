import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openProgress } from '../../../src/cli/shell/progress.ts';
import { memoryContext } from '../../support/memory-context.ts';

/** What progress writes on a terminal of that kind. */
async function written(term: string): Promise<string> {
  const { context, written: all } = memoryContext({ env: { TERM: term } });
  const onTerminal = { ...context, noteScreen: { ...context.noteScreen, isTTY: true } };
  const progress = await openProgress(onTerminal, false);
  progress.update('gateway', 'gateway starts');
  progress.done('gateway', 'gateway is ready');
  progress.end();
  return all.note;
}

test('progress moves the cursor of a terminal, except of one that cannot', async () => {
  assert.match(await written('xterm'), /\u001b\[/);
  assert.equal(await written('dumb'), 'gateway is ready\n');
});
