import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { VerifyAnswer } from '../../src/cli/commands/verify/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { type Ended, program } from '../../test/support/program.ts';
import { ensureImages } from '../images/ensure.ts';
import { serverImages } from '../test/server-images.ts';
import type { Proof, Proved, ProofResult } from './prove.ts';

const TARGET_PER_SECOND = 2;
const LOADS_PER_SECOND = [10, 30] as const;
const ADAPTED_AFTER_MS = 120_000;
const LASTS = '190s';
/** A run, and the wait for its traces on a busy machine. */
const PATIENCE_MS = 480_000;

interface Lab {
  readonly name: string;
  run(...args: string[]): Promise<Ended>;
}

async function answerOf<T>(lab: Lab, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await lab.run(...args, '--json', '--quiet');
  // 1 is an answer too: "no".
  if (code !== 0 && code !== 1) throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

type Adaptive = NonNullable<StatusAnswer['adaptive']>;

/** What a load left: the rate over time, and whether `verify` accepts what was sampled. */
async function loaded(
  lab: Lab,
  perSecond: number,
): Promise<{ adaptive: Adaptive; verified: VerifyAnswer }> {
  const rate = ['--rate', `${perSecond}/s`, '--duration', LASTS];
  await answerOf(lab, 'load', ...rate, '--allow-failures', '100%');
  const { adaptive } = await answerOf<StatusAnswer>(lab, 'status');
  if (!adaptive) throw new Error('status has no adaptive sampling');
  return { adaptive, verified: await answerOf<VerifyAnswer>(lab, 'verify') };
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

async function prove(note: (text: string) => void): Promise<ProofResult> {
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
    for (const perSecond of LOADS_PER_SECOND) {
      note(`${perSecond} requests/s for ${LASTS}`);
      const { adaptive, verified } = await loaded(lab, perSecond);
      const reached = adapted(adaptive);
      proved.push({
        what: `${perSecond} requests/s: within a factor of 2 of the target after two minutes`,
        ...{ count: isNear(reached) ? 1 : 0, of: 1, bound: { atLeast: 1 } },
      });
      proved.push({
        what: `${perSecond} requests/s: sampled traces that verify accepts`,
        ...{ count: verified.verified, of: verified.requests, bound: { atLeast: 1 } },
      });
      lines.push('', ...timeTable(perSecond, reached, adaptive));
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

const timeTable = (perSecond: number, reached: number, { steps }: Adaptive): string[] => [
  `${perSecond} requests/s, after two minutes ${reached.toFixed(2)} traces/s (target ${TARGET_PER_SECOND}/s):`,
  '',
  `| time | ${steps.map(({ afterMs }) => `${afterMs / 1000} s`).join(' | ')} |`,
  `| --- |${' --- |'.repeat(steps.length)}`,
  `| traces/s | ${steps.map((one) => one.tracesPerSecond.toFixed(1)).join(' | ')} |`,
];

export const adaptiveProof: Proof = {
  name: 'adaptive',
  about: 'adaptive sampling at two loads: the rate over time, and the answer of verify',
  run: prove,
};
