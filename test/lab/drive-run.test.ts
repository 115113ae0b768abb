import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { checkSampling } from '../../src/analysis/sampling-check.ts';
import { driveRun, type DriveRun } from '../../src/lab/drive-run.ts';
import { type LabFolder, labFolder } from '../../src/lab/lab-folder.ts';
import { readRun, runIds } from '../../src/lab/runs.ts';
import { type LabState, removeState, writeState } from '../../src/lab/state.ts';
import { closedPlan } from '../../src/load/schedule.ts';
import { tutorial } from '../../src/scenarios/tutorial.ts';
import { serve } from '../jaeger/recordings.ts';

const stateAt = (url: string): LabState => {
  const { hostname, port } = new URL(url);
  const http = { name: 'http', port: 5000, host: hostname, hostPort: Number(port) };
  return {
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
};

const sending = (folder: LabFolder, state: LabState): DriveRun => ({
  folder,
  state,
  scenario: tutorial,
  plan: closedPlan(20, { intervalMs: 0, concurrency: 1 }),
  timeoutMs: 5000,
  clock: realClock,
  signal: new AbortController().signal,
  onRecord: () => undefined,
});

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
    const state = stateAt(service.url);
    await writeState(folder, state);
    const { id } = await driveRun(sending(folder, state));
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

test('a lab that is taken down while it is asked keeps no ledger', async () => {
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  const folder = labFolder('lab', { XDG_STATE_HOME: home });
  let asked = 0;
  await using service = await serve((_request, response) => {
    asked += 1;
    const answer = (): unknown => response.writeHead(200).end();
    if (asked === 10) void removeState(folder).then(answer);
    else answer();
  });
  try {
    const state = { ...stateAt(service.url), scenario: 'checkout' };
    await writeState(folder, state);
    await assert.rejects(driveRun(sending(folder, state)), {
      message: 'lab "lab" was taken down while requests were being sent',
      hint: 'jaeger-lab up checkout',
      exitCode: 3,
    });
    assert.deepEqual(await runIds(folder), []);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
