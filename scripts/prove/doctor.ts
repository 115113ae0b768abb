import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import type { BreakAnswer } from '../../src/cli/commands/break/answer.ts';
import { withoutEngine } from '../../test/support/local-lab.ts';
import type { Program } from '../../test/support/program.ts';
import type { Proof, ProofResult } from './prove.ts';

/** How often each is done. */
export interface DoctorPlan {
  /** Healthy labs that are examined. */
  readonly healthy: number;
  /** Pairs of two errors at once, each in another service. */
  readonly pairs: number;
}

const WHOLE: DoctorPlan = { healthy: 200, pairs: 20 };

const SCENARIOS = ['tutorial', 'checkout', 'file-sync'];
/** Examinations of one lab: bringing it up takes longer than examining it. */
const PER_LAB = 5;
const OPTIONS = [[], ['--sample', '0.5'], ['--env', '*.OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf']];
const LOADS = [0, 10, 40];

/** Examines healthy labs, and labs with two errors, of processes with the embedded Jaeger. */
export async function proveDoctor(
  plan: DoctorPlan,
  note: (text: string) => void,
): Promise<ProofResult> {
  const lines: string[] = [];
  const tookMs: number[] = [];
  let alarms = 0;
  for (let done = 0, lab = 0; done < plan.healthy; lab += 1) {
    note(`healthy lab ${lab + 1}: ${done} of ${plan.healthy} examinations`);
    const count = Math.min(PER_LAB, plan.healthy - done);
    const answers = await examineHealthy(lab, count);
    for (const { healthy, findings, tookMs: ms } of answers) {
      tookMs.push(ms);
      if (!healthy) alarms += 1;
      lines.push(...findings.map((one) => `false alarm: ${JSON.stringify(one)}`));
    }
    done += count;
  }
  const wrong = await examinePairs(plan.pairs, note);
  lines.push(...wrong);
  const sorted = tookMs.toSorted((a, b) => a - b);
  lines.push(
    `doctor took ${sorted[sorted.length >> 1] ?? 0} ms in the median, at most ${sorted.at(-1) ?? 0} ms`,
  );
  return {
    proved: [
      { what: 'healthy labs: false alarms', count: alarms, of: plan.healthy, bound: { atMost: 0 } },
      {
        what: 'two errors at once: both named, and nothing else',
        count: plan.pairs - wrong.length,
        of: plan.pairs,
        bound: { atLeast: 1 },
      },
    ],
    lines,
  };
}

async function up(lab: Program, scenario: string, ...options: readonly string[]): Promise<void> {
  const args = ['up', scenario, '--jaeger', 'embedded', '--ports', 'auto', '--quiet', ...options];
  const { code, stderr } = await lab.run(...args);
  if (code !== 0) throw new Error(stderr);
}

async function examine(lab: Program): Promise<DoctorAnswer> {
  const { stdout, stderr } = await lab.run('doctor', '--json', '--quiet');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as DoctorAnswer;
}

/** Scenario, options and load differ from lab to lab. */
async function examineHealthy(number: number, count: number): Promise<DoctorAnswer[]> {
  await using lab = await withoutEngine();
  await up(lab, pick(SCENARIOS, number), ...pick(OPTIONS, Math.floor(number / SCENARIOS.length)));
  const answers: DoctorAnswer[] = [];
  for (let i = 0; i < count; i += 1) {
    const requests = pick(LOADS, i);
    if (requests > 0)
      await lab.run('load', '--n', String(requests), '--interval', '0', '--concurrency', '4');
    answers.push(await examine(lab));
  }
  await lab.run('down');
  return answers;
}

const pick = <T>(of: readonly T[], number: number): T => {
  const one = of[number % of.length];
  if (one === undefined) throw new RangeError('nothing to choose from');
  return one;
};

/** @returns a line for each pair that was not named as planted */
async function examinePairs(pairs: number, note: (text: string) => void): Promise<string[]> {
  await using lab = await withoutEngine();
  await up(lab, 'checkout');
  const wrong: string[] = [];
  for (let seed = 0; seed < pairs; seed += 1) {
    note(`pair ${seed + 1} of ${pairs}`);
    const args = ['break', 'random', '--count', '2', '--seed', String(seed), '--spoil', '--json'];
    const { stdout, stderr } = await lab.run(...args);
    if (stdout === '') throw new Error(stderr);
    const { planted = [] } = JSON.parse(stdout) as BreakAnswer;
    const { findings } = await examine(lab);
    const [expected, found] = [planted, findings].map((all) =>
      all
        .map(({ cause, component }) => `${cause} in ${component}`)
        .toSorted()
        .join(', '),
    );
    if (expected !== found) wrong.push(`seed ${seed}: planted ${expected}; named ${found}`);
    await lab.run('fix', '--quiet');
  }
  await lab.run('down');
  return wrong;
}

export const doctorProof: Proof = {
  name: 'doctor',
  about: 'healthy labs raise no alarm, and two errors at once are both named',
  run: (note, [healthy, pairs] = []) =>
    proveDoctor(
      {
        healthy: healthy === undefined ? WHOLE.healthy : Number(healthy),
        pairs: pairs === undefined ? WHOLE.pairs : Number(pairs),
      },
      note,
    ),
};
