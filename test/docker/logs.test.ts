import { test } from 'node:test';
import { withLab } from '../support/docker-lab.ts';
import { assertStoryOfLogs } from '../support/logs-story.ts';

test('every log line of 200 requests to containers lies under its span', () =>
  withLab(async (lab) => {
    await lab.up();
    await assertStoryOfLogs(lab, '--name', lab.name);
  }));
