import { realClock } from '../../src/base/clock.ts';
import { EXIT, LabError } from '../../src/base/errors.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { type Ended, program } from '../../test/support/program.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages } from '../test/server-images.ts';
import type { Proof, Proved, ProofResult } from './prove.ts';

const TARGET_PER_SECOND = 2;
const LOADS_PER_SECOND = [10, 30, 50] as const;
const ADAPTED_AFTER_MS = 120_000;
/** Without load Jaeger forgets the rates after 30 s; the follower reads that up to 20 s later. */
const FORGOTTEN_WITHIN_MS = 120_000;
const LASTS = '190s';
/** Reading hundreds of traces from Cassandra takes long on a busy machine. */
const PATIENT = ['--wait', '120s'];
/** A run, and the wait for its traces on a busy machine. */
const PATIENCE_MS = 480_000;

interface Lab {
  readonly name: string;
  run(...args: string[]): Promise<Ended>;
}

async function answerOf<T>(lab: Lab, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await lab.run(...args, '--json', '--quiet');
  // "No" is an answer too, and so is that traces are late: verify counts them.
  if (code !== EXIT.ok && code !== EXIT.no && code !== EXIT.tracesLate) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

type Adaptive = NonNullable<StatusAnswer['adaptive']>;

async function adaptiveOf(lab: Lab): Promise<Adaptive> {
  const { adaptive } = await answerOf<StatusAnswer>(lab, 'status');
  if (!adaptive) throw new Error('status has no adaptive sampling');
  return adaptive;
}

/** Each run starts as the first one does, with all requests sampled. */
async function forgotten(lab: Lab): Promise<void> {
  const isForgotten = async (): Promise<true | undefined> =>
    (await adaptiveOf(lab)).rates?.length === 0 || undefined;
  const deadline = { timeoutMs: FORGOTTEN_WITHIN_MS, everyMs: 2_000 };
  await waitUntil('Jaeger to forget the rates', isForgotten, deadline, realClock);
}

/** What a load left: the rate over time, and whether `verify` accepts what was sampled. */
interface Run {
  readonly load: LoadAnswer;
  readonly adaptive: Adaptive;
  readonly verified: VerifyAnswer;
}

async function loaded(lab: Lab, perSecond: number): Promise<Run> {
  const rate = ['--rate', `${perSecond}/s`, '--duration', LASTS];
  const load = await answerOf<LoadAnswer>(
    lab,
    'load',
    ...rate,
    ...PATIENT,
    '--allow-failures',
    '100%',
  );
  const adaptive = await adaptiveOf(lab);
  return { load, adaptive, verified: await answerOf<VerifyAnswer>(lab, 'verify', ...PATIENT) };
}

/** Traces per second over all that came after Jaeger had its two minutes. */
function adapted({ steps }: Adaptive): number {
  const late = steps.filter(({ afterMs }) => afterMs >= ADAPTED_AFTER_MS);
  const seconds = late.reduce((sum, one) => sum + one.requests / one.requestsPerSecond, 0);
  return late.reduce((sum, one) => sum + one.sampled, 0) / seconds;
}

const isNear = (perSecond: number): boolean =>
  perSecond >= TARGET_PER_SECOND / 2 && perSecond <= TARGET_PER_SECOND * 2;

/** Requests while the collector is away: what was sampled of them is lost, and nothing else. */
async function lost(lab: Lab, docker: Awaited<ReturnType<typeof findEngine>>['docker']) {
  const collector = docker.getContainer(`jaeger-lab-${lab.name}.collector`);
  await collector.stop({ t: 1 });
  // Longer than a service tries to send a span.
  const sent = ['--n', '200', '--interval', '0', '--concurrency', '10'];
  await lab.run('load', ...sent, '--wait', '20s', '--quiet');
  await collector.start();
  const { requests, failures } = await answerOf<VerifyAnswer>(lab, 'verify', '--wait', '20s');
  return { sampled: requests, missing: failures.length };
}

/** npm run prove -- adaptive [TIMES] [REQUESTS/s…], e.g. 5 10/s 30/s */
async function prove(
  note: (text: string) => void,
  args: readonly string[] = [],
): Promise<ProofResult> {
  const { times, loads } = understood(args);
  const { docker } = await findEngine({ env: process.env });
  const local = await ensureImages(docker, ['jaeger2', 'node'], { note });
  const servers = await serverImages(docker, { note }, ['cassandra']);
  const images = [`jaeger-2.13.0=${local.jaeger2}`, `node=${local.node}`, ...servers];
  await using own = await program({ JAEGER_LAB_RUNTIME: 'docker' }, PATIENCE_MS);
  const name = `prove-${process.pid}`;
  const lab: Lab = { name, run: (...args) => own.run(...args, '--name', name) };
  try {
    const sampling = ['--sampling', `adaptive=${TARGET_PER_SECOND}/s`, '--jaeger', '2.13.0'];
    const up = [...sampling, ...images.flatMap((image) => ['--image', image]), '--ports', 'auto'];
    await answerOf(lab, 'up', ...up);
    const [proved, lines]: [Proved[], string[]] = [[], []];
    for (const perSecond of loads) {
      const runs: Run[] = [];
      for (let number = 1; number <= times; number += 1) {
        await forgotten(lab);
        note(`${perSecond} requests/s for ${LASTS}, ${number} of ${times}`);
        const run = await loaded(lab, perSecond);
        note(timeRow(perSecond, run));
        runs.push(run);
      }
      proved.push(...provedBy(perSecond, runs));
      lines.push('', ...timeTable(runs), ...runs.map((run) => timeRow(perSecond, run)));
    }
    note('requests while the collector is away');
    const { sampled, missing } = await lost(lab, docker);
    proved.push({
      what: 'sampled traces that were lost, and that verify names',
      ...{ count: missing, of: sampled, bound: { atLeast: 1 } },
    });
    return { proved, lines };
  } finally {
    await lab.run('down', '--volumes');
  }
}

function understood(args: readonly string[]): { times: number; loads: readonly number[] } {
  const match = /^(?<times>\d+ ?)?(?<loads>(?:\d+\/s ?)*)$/.exec(args.join(' '))?.groups;
  if (!match)
    throw new LabError(`cannot prove ${args.join(' ')}`, {
      evidence: ['  npm run prove -- adaptive [TIMES] [REQUESTS/s…], e.g. 5 10/s 30/s'],
      exitCode: EXIT.usage,
    });
  const loads = Array.from(match['loads']?.matchAll(/\d+/g) ?? [], ([load]) => Number(load));
  return { times: Number(match['times'] ?? 1), loads: loads.length > 0 ? loads : LOADS_PER_SECOND };
}

function provedBy(perSecond: number, runs: readonly Run[]): Proved[] {
  const total = (of: (run: Run) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  return [
    {
      // A machine that is too busy to answer does not show what Jaeger does.
      what: `${perSecond} requests/s: requests that were answered`,
      count: total(({ load }) => load.summary.ok),
      ...{ of: total(({ load }) => load.summary.requests), bound: { atLeast: 0.99 } },
    },
    {
      what: `${perSecond} requests/s: within a factor of 2 of the target after two minutes`,
      count: total(({ adaptive }) => (isNear(adapted(adaptive)) ? 1 : 0)),
      ...{ of: runs.length, bound: { atLeast: 1 } },
    },
    {
      what: `${perSecond} requests/s: sampled traces that verify accepts`,
      count: total(({ verified }) => verified.verified),
      ...{ of: total(({ verified }) => verified.requests), bound: { atLeast: 1 } },
    },
  ];
}

/** The traces per second in each step of time. */
const timeTable = (runs: readonly Run[]): string[] => {
  const steps = runs[0]?.adaptive.steps ?? [];
  return [
    `| load | ${steps.map(({ afterMs }) => `${afterMs / 1000} s`).join(' | ')} | after 120 s |`,
    `| --- |${' --- |'.repeat(steps.length + 1)}`,
  ];
};

const timeRow = (perSecond: number, { adaptive }: Run): string => {
  const steps = adaptive.steps.map((one) => one.tracesPerSecond.toFixed(1));
  return `| ${perSecond}/s | ${steps.join(' | ')} | ${adapted(adaptive).toFixed(2)} |`;
};

export const adaptiveProof: Proof = {
  name: 'adaptive',
  about: 'adaptive sampling at three loads: the rate over time, and the answer of verify',
  run: prove,
};
