import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { mapBounded } from '../../../src/base/bounded.ts';
import { drawn, mulberry32 } from '../../../src/base/random.ts';
import { createJaegerClient } from '../../../src/jaeger/client.ts';
import { labFolder } from '../../../src/lab/lab-folder.ts';
import { readRun } from '../../../src/lab/runs.ts';
import { addressIn, readState } from '../../../src/lab/state.ts';
import type { Trace } from '../../../src/model/trace.ts';
import { claimsOnRuns, claimsWhenDealt } from './simulated.ts';

const MAIN = resolve('dist/main.js');
const RUNS = 40;
const REQUESTS = 20;
const SPLITS = 200;
const EACH_SIDE = 4;
const AT_ONCE = 8;

/** The traces of each run of an unchanged lab: processes and the embedded Jaeger. */
async function measured(note: (text: string) => void): Promise<Trace[][]> {
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-prove-'));
  const env = { ...process.env, XDG_STATE_HOME: home };
  const lab = (...args: string[]): Promise<unknown> =>
    promisify(execFile)(process.execPath, [MAIN, ...args, '--quiet'], { env });
  try {
    await lab('up', 'checkout', '--runtime', 'local', '--jaeger', 'embedded', '--ports', 'auto');
    // The first run only warms the services up.
    for (let run = 0; run <= RUNS; run += 1) {
      await lab('load', '--n', String(REQUESTS), '--interval', '0', '--concurrency', '2');
      if (run % 10 === 0) note(`run ${run} of ${RUNS}`);
    }
    return await tracesOfRuns({ XDG_STATE_HOME: home });
  } finally {
    await lab('down').catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  }
}

async function tracesOfRuns(env: Readonly<Record<string, string>>): Promise<Trace[][]> {
  const folder = labFolder('lab', env);
  const state = await readState(folder);
  if (state === undefined) throw new Error('the lab is not up');
  const client = createJaegerClient({ url: `http://${addressIn(state, 'jaeger', 'query')}` });
  try {
    const runs: Trace[][] = [];
    for (let id = 2; id <= RUNS + 1; id += 1) {
      const { records } = await readRun(folder, id);
      const traces = await mapBounded(records, AT_ONCE, ({ traceId = '' }) =>
        client.trace(traceId),
      );
      runs.push(traces.filter((trace) => trace !== undefined));
    }
    return runs;
  } finally {
    await client[Symbol.asyncDispose]();
  }
}

export interface RealClaims {
  readonly splits: { readonly count: number; readonly of: number };
  readonly dealt: { readonly count: number; readonly of: number };
}

/** How many random splits of real runs into four and four claim something, and how many runs with a fault of zero delay. */
export async function realClaims(seed: number, note: (text: string) => void): Promise<RealClaims> {
  const runs = await measured(note);
  const random = mulberry32(seed);
  let splits = 0;
  for (let i = 0; i < SPLITS; i += 1) {
    const order = [...drawn(2 * EACH_SIDE, runs.length, random)].map((at) => runs[at] ?? []);
    if (claimsOnRuns(order.slice(0, EACH_SIDE), order.slice(EACH_SIDE))) splits += 1;
  }
  const dealt = runs.filter((traces, i) => claimsWhenDealt(traces, { seed: seed + i, share: 0.5 }));
  return {
    splits: { count: splits, of: SPLITS },
    dealt: { count: dealt.length, of: runs.length },
  };
}
