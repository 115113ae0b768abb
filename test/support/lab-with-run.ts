import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labFolder } from '../../src/lab/lab-folder.ts';
import { saveRun } from '../../src/lab/runs.ts';
import { writeState } from '../../src/lab/state.ts';

export interface LabWithRun extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
}

export interface RunOptions {
  /** Share of the requests that the lab samples. */
  readonly sampledShare?: number;
  /** Requests that said that they were not sampled. */
  readonly notSampled?: number;
  /** One of ours, or another. */
  readonly scenario?: string;
  /** Of these requests, those that carried a fault. */
  readonly faulty?: readonly string[];
  /** Ctrl-C ended the runs, each of so many requests. */
  readonly interruptedOf?: number;
  /** The traces of a run before this one. */
  readonly earlier?: readonly string[];
  /** The traces of each of several runs after this one. */
  readonly later?: readonly (readonly string[])[];
}

/** A lab whose Jaeger is at `url`, with one run of load that left these traces. */
export async function labWithRun(
  url: string,
  traceIds: readonly string[],
  {
    sampledShare,
    notSampled = 0,
    scenario = 'tutorial',
    faulty = [],
    interruptedOf,
    earlier,
    later = [],
  }: RunOptions = {},
): Promise<LabWithRun> {
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  const env = { XDG_STATE_HOME: home };
  const folder = labFolder('lab', env);
  await mkdir(folder.runs, { recursive: true });
  const { hostname, port } = new URL(url);
  const query = { name: 'query', port: 16686, host: hostname, hostPort: Number(port) };
  const now = '2026-11-22T09:00:00Z';
  await writeState(folder, {
    version: 1,
    name: 'lab',
    phase: 'up',
    runtime: 'docker',
    engine: 'unix:///nowhere',
    scenario,
    since: now,
    jaeger: '2.20.0',
    scheduleDelayMs: 200,
    components: [{ name: 'jaeger', runs: 'jaeger', ports: [query] }],
  });
  const entry = {
    scenario,
    url: 'http://127.0.0.1:1',
    plan: {},
    startedAt: now,
    finishedAt: now,
    interrupted: interruptedOf !== undefined,
    ...(interruptedOf !== undefined && { planned: interruptedOf }),
    sampledShare,
  };
  for (const ids of [...(earlier ? [earlier] : []), traceIds, ...later]) {
    const all = [...ids, ...Array<undefined>(notSampled).fill(undefined)];
    await saveRun(folder, {
      ...entry,
      records: all.map((traceId, i) => ({
        dueMs: i,
        sentMs: i,
        finishedMs: i + 1,
        status: 200,
        traceId,
        sampled: traceId !== undefined,
        ...(traceId !== undefined && faulty.includes(traceId) && { fault: 'payment:delay=2s' }),
      })),
    });
  }
  return { env, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}
