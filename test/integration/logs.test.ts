import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogsAnswer } from '../../src/cli/commands/logs/answer.ts';
import { withoutEngine } from '../support/local-lab.ts';
import { assertStoryOfLogs } from '../support/logs-story.ts';
import { assertCode } from '../support/program.ts';

test('every log line of 200 requests to processes lies under its span', async () => {
  await using lab = await withoutEngine();
  assertCode(await lab.run('up', '--jaeger', 'embedded', '--ports', 'auto', '--quiet'), 0);
  await assertStoryOfLogs(lab);
  lab.env['JAEGER_LAB_FORMAT'] = 'json';
  const asked = await lab.run('logs', '-n', '1');
  assert.ok((JSON.parse(asked.stdout) as LogsAnswer).lines.length > 0, asked.stderr);
  assertCode(await lab.run('down'), 0);
});
