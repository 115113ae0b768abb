import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import { withLab } from '../support/docker-lab.ts';
import { assertShipped, assertStoryOfLogs } from '../support/logs-story.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

test(
  'every log line of 200 requests to containers lies under its span, and in VictoriaLogs',
  { skip: serversMissing },
  () =>
    withLab(async (lab) => {
      await lab.up(...SERVER_IMAGES, '--with', 'logs');
      const logged = await assertStoryOfLogs(lab, '--name', lab.name);
      const { stdout } = await lab.run('status', '--json');
      const { components } = JSON.parse(stdout) as StatusAnswer;
      const port = components.find(({ name }) => name === 'victorialogs')?.ports[0]?.hostPort;
      assert.ok(port);
      await assertShipped(logged, lab, `http://127.0.0.1:${port}`, '--name', lab.name);
    }),
);
