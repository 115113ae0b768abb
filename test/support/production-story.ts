import assert from 'node:assert/strict';
import Docker from 'dockerode';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { UpAnswer } from '../../src/cli/commands/up/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import type { Commands, Ended } from './program.ts';

const docker = new Docker();

/** Each on free ports, and in a lab of its own. */
export interface StoryLab extends Pick<Commands, 'run'> {
  readonly name: string;
}

export interface Kept {
  /** From the start of `up` until a span that was sent could be read. */
  readonly upMs: number;
  /** From the end of the last request until all traces were readable. */
  readonly readableMs: number;
}

interface Found extends Kept {
  /** The load whose traces were found. */
  readonly run: number;
}

const REQUESTS = 20;
/** A server takes seconds to come back on a quiet machine, and several times as long on a busy one. */
const BACK = { timeoutMs: 180_000, everyMs: 500 };

/**
 * A lab whose traces outlive a restart of each component and the lab itself: up, load, verify, restart, verify, down,
 * up, verify, and down with everything.
 *
 * @param restarted the components to restart, one after the other, the storage first
 * @param afterwards what the lab is for besides, before it goes
 */
export async function keepsTraces(
  lab: StoryLab,
  args: readonly string[],
  restarted: readonly string[],
  afterwards?: () => Promise<void>,
): Promise<Kept> {
  const kept = await keepsThroughRestarts(lab, args, restarted);
  const down = await lab.run('down');
  assert.equal(down.code, 0, down.stderr);
  await upWith(lab, args);
  assert.equal(await verifiedIn(lab, kept.run), REQUESTS, 'in the next lab of that name');
  await afterwards?.();
  const gone = await lab.run('down', '--volumes');
  assert.equal(gone.code, 0, gone.stderr);
  return kept;
}

/** Brings a lab up, or changes it, and finds its traces again after the restart of each component. */
export async function keepsThroughRestarts(
  lab: StoryLab,
  args: readonly string[],
  restarted: readonly string[],
): Promise<Found> {
  const found = await findsTraces(lab, args);
  for (const name of restarted) {
    await docker.getContainer(`jaeger-lab-${lab.name}.${name}`).restart();
    assert.equal(await verifiedIn(lab, found.run), REQUESTS, `after the restart of ${name}`);
  }
  return found;
}

/** Brings a lab up, or changes it, and finds the traces of all requests that are sent to it. */
export async function findsTraces(lab: StoryLab, args: readonly string[]): Promise<Found> {
  const { tookMs: upMs } = await upWith(lab, args);
  const n = String(REQUESTS);
  const ended = await lab.run('load', '--n', n, '--interval', '0ms', '--wait', '60s', ...QUIETLY);
  const load = answerOf(ended) as LoadAnswer;
  assert.deepEqual(
    { ok: load.summary.ok, readable: load.traces?.readable, missing: load.traces?.missing },
    { ok: REQUESTS, readable: REQUESTS, missing: [] },
  );
  return { upMs, readableMs: load.traces?.waitedMs ?? NaN, run: load.run };
}

const upWith = async (lab: StoryLab, args: readonly string[]): Promise<UpAnswer> =>
  answerOf(
    await lab.run('up', 'checkout', ...args, '--ports', 'auto', '--yes', ...QUIETLY),
  ) as UpAnswer;

const QUIETLY = ['--json', '--quiet'] as const;

function answerOf({ code, stdout, stderr }: Ended): unknown {
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** How many requests of a run are verified, as soon as Jaeger answers. */
async function verifiedIn(lab: StoryLab, run: number): Promise<number> {
  let last = '';
  return waitUntil(
    'verify to get an answer',
    async () => {
      const { code, stdout, stderr } = await lab.run('verify', '--run', `${run}`, '--json');
      last = stderr;
      return code === 0 ? (JSON.parse(stdout) as VerifyAnswer).verified : undefined;
    },
    BACK,
    realClock,
    () => Promise.resolve({ evidence: [last] }),
  );
}
