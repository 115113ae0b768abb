import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { checkSampling } from '../../src/analysis/sampling-check.ts';
import { driveRun } from '../../src/lab/drive-run.ts';
import { labFolder } from '../../src/lab/lab-folder.ts';
import { readRun } from '../../src/lab/runs.ts';
import type { LabState } from '../../src/lab/state.ts';
import { closedPlan } from '../../src/load/schedule.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { serve } from '../jaeger/recordings.ts';

test('the ledger keeps which requests were sampled, and what share the lab asked for', async () => {
  let asked = 0;
  await using service = await serve((_request, response) => {
    asked += 1;
    const traceId = asked.toString(16).padStart(32, '0');
    const flags = asked % 5 === 0 ? '01' : '00';
    response.writeHead(200, { traceresponse: `00-${traceId}-${'b'.repeat(16)}-${flags}` }).end();
  });
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  try {
    const folder = labFolder('lab', { XDG_STATE_HOME: home });
    const { hostname, port } = new URL(service.url);
    const http = { name: 'http', port: 5000, host: hostname, hostPort: Number(port) };
    const state: LabState = {
      version: 1,
      name: 'lab',
      phase: 'up',
      runtime: 'local',
      engine: '',
      scenario: 'tutorial',
      since: '2026-11-22T10:00:00.000Z',
      jaeger: '2',
      scheduleDelayMs: 200,
      sampledShare: 0.2,
      components: [{ name: 'gateway', runs: 'gateway', ports: [http] }],
    };
    const { id } = await driveRun({
      folder,
      state,
      scenario: tutorial,
      plan: closedPlan(20, { intervalMs: 0, concurrency: 1 }),
      timeoutMs: 5000,
      clock: realClock,
      signal: new AbortController().signal,
      onRecord: () => undefined,
    });
    const { records, sampledShare } = await readRun(folder, id);
    assert.equal(sampledShare, 0.2);
    const flags = records.map(({ sampled }) => sampled);
    assert.deepEqual(checkSampling(flags, sampledShare), {
      sampled: 4,
      of: 20,
      share: 0.2,
      least: 1,
      most: 8,
      isWithin: true,
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
