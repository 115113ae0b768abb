import { test } from 'node:test';
import { withoutEngine } from '../support/local-lab.ts';
import { assertStoryOfLogs } from '../support/logs-story.ts';
import { assertCode } from '../support/program.ts';

test('every log line of 200 requests to processes lies under its span', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
  await assertStoryOfLogs(lab);
  assertCode(await lab.run('down'), 0);
});
