import type { DoctorAnswer } from '../../src/cli/commands/doctor/answer.ts';
import type { BreakAnswer } from '../../src/cli/commands/break/answer.ts';
import { findEngine } from '../../src/runtime/docker/engine.ts';
import { withoutEngine } from '../../test/support/local-lab.ts';
import { program, type Program } from '../../test/support/program.ts';
import { ensureImages } from '../images/ensure.ts';
import type { Proof, ProofResult } from './prove.ts';

/** How often each is done. */
export interface DoctorPlan {
  /** Healthy labs that are examined. */
  readonly healthy: number;
  /** Pairs of two errors at once, each in another service. */
  readonly pairs: number;
  /** Examinations of healthy labs in containers, with the real Jaegers. */
  readonly containers: number;
}

const WHOLE: DoctorPlan = { healthy: 160, pairs: 20, containers: 40 };

const SCENARIOS = ['tutorial', 'checkout', 'file-sync'];
/** Examinations of one lab: bringing it up takes longer than examining it. */
const PER_LAB = 5;
const OPTIONS = [[], ['--sample', '0.5'], ['--env', '*.OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf']];
const LOADS = [0, 10, 40];

/** Where a lab runs, and the arguments of `up` that say so. */
interface Home {
  readonly open: () => Promise<Program>;
  readonly args: readonly string[];
}

const PROCESSES: Home = { open: withoutEngine, args: ['--jaeger', 'embedded'] };
const PATIENCE_MS = 300_000;

/** One for each Jaeger. */
async function containers(note: (text: string) => void): Promise<Home[]> {
  const { docker } = await findEngine({ env: process.env });
  const local = await ensureImages(docker, ['jaeger1', 'jaeger2', 'node', 'redis'], { note });
  const images = [
    ...[`jaeger-1.57=${local.jaeger1}`, `jaeger-2.13.0=${local.jaeger2}`],
    ...[`node=${local.node}`, `redis=${local.redis}`],
  ].flatMap((image) => ['--image', image]);
  return ['2.13.0', '1.57'].map((version) => ({
    open: () => program({ JAEGER_LAB_RUNTIME: 'docker' }, PATIENCE_MS),
    args: ['--jaeger', version, ...images],
  }));
}

/** Examines healthy labs, as processes and in containers, and labs with two errors, as processes. */
export async function proveDoctor(
  plan: DoctorPlan,
  note: (text: string) => void,
): Promise<ProofResult> {
  const asProcesses = await examineAll(plan.healthy, [PROCESSES], note);
  const inContainers =
    plan.containers === 0
      ? NOT_EXAMINED
      : await examineAll(plan.containers, await containers(note), note);
  const wrong = await examinePairs(plan.pairs, note);
  const lines = [...asProcesses.lines, ...inContainers.lines, ...wrong];
  return {
    proved: [
      {
        what: 'healthy labs as processes: false alarms',
        count: asProcesses.alarms,
        of: plan.healthy,
        bound: { atMost: 0 },
      },
      ...(plan.containers === 0
        ? []
        : [
            {
              what: 'healthy labs in containers: false alarms',
              count: inContainers.alarms,
              of: plan.containers,
              bound: { atMost: 0 },
            },
          ]),
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

interface Examined {
  readonly alarms: number;
  /** What was alarmed about, and how long an examination took. */
  readonly lines: readonly string[];
}

const NOT_EXAMINED: Examined = { alarms: 0, lines: [] };

async function examineAll(
  examinations: number,
  homes: readonly Home[],
  note: (text: string) => void,
): Promise<Examined> {
  const answers: DoctorAnswer[] = [];
  for (let lab = 0; answers.length < examinations; lab += 1) {
    note(`healthy lab ${lab + 1}: ${answers.length} of ${examinations} examinations`);
    const count = Math.min(PER_LAB, examinations - answers.length);
    answers.push(...(await examineHealthy(pick(homes, lab), lab, count)));
  }
  const sorted = answers.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  const took = `doctor took ${sorted[sorted.length >> 1] ?? 0} ms in the median, at most ${sorted.at(-1) ?? 0} ms`;
  const alarms = answers.flatMap(({ findings }) =>
    findings.map((one) => `false alarm: ${JSON.stringify(one)}`),
  );
  return { alarms: answers.filter(({ healthy }) => !healthy).length, lines: [...alarms, took] };
}

async function up(lab: Program, scenario: string, ...options: readonly string[]): Promise<void> {
  const args = ['up', scenario, '--ports', 'auto', '--quiet', ...options];
  const { code, stderr } = await lab.run(...args);
  if (code !== 0) throw new Error(stderr);
}

async function examine(lab: Program): Promise<DoctorAnswer> {
  const { stdout, stderr } = await lab.run('doctor', '--json', '--quiet');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as DoctorAnswer;
}

/** Scenario, options and load differ from lab to lab. */
async function examineHealthy(
  { open, args }: Home,
  number: number,
  count: number,
): Promise<DoctorAnswer[]> {
  await using lab = await open();
  const options = pick(OPTIONS, Math.floor(number / SCENARIOS.length));
  await up(lab, pick(SCENARIOS, number), ...args, ...options);
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
  await up(lab, 'checkout', ...PROCESSES.args);
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
  run: (note, [healthy, pairs, inContainers] = []) =>
    proveDoctor(
      {
        healthy: healthy === undefined ? WHOLE.healthy : Number(healthy),
        pairs: pairs === undefined ? WHOLE.pairs : Number(pairs),
        containers: inContainers === undefined ? WHOLE.containers : Number(inContainers),
      },
      note,
    ),
};
