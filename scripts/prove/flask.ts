import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ExecAnswer } from '../../src/cli/commands/exec/answer.ts';
import type { SlowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import type { StatusAnswer } from '../../src/cli/commands/status/answer.ts';
import type { Proof, Proved, ProofResult } from './prove.ts';

const START = resolve('scripts/prove/flask/start.py');
const PACKAGES = [
  ...['flask', 'requests', 'opentelemetry-sdk', 'opentelemetry-exporter-otlp'],
  ...['opentelemetry-instrumentation-flask', 'opentelemetry-instrumentation-requests'],
];
const REQUESTS = 20;
const LAB = ['--name', 'flask-proof'];
const run = promisify(execFile);

type Program = (...args: readonly string[]) => Promise<string>;

/** Flask services with OpenTelemetry's SDK for Python, under `exec` and beside a lab of Jaeger alone. */
async function prove(note: (text: string) => void): Promise<ProofResult> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-flask-'));
  const env = { ...process.env, XDG_STATE_HOME: folder, OTEL_BSP_SCHEDULE_DELAY: '500' };
  const program: Program = async (...args) =>
    (await run(process.execPath, ['dist/main.js', ...args], { env })).stdout;
  try {
    note(`pip install ${PACKAGES.join(' ')}`);
    const python = await withPackages(join(folder, 'python'));
    note('exec');
    const command = [python, START, String(REQUESTS)];
    const exec = JSON.parse(await program('exec', '--json', '--', ...command)) as ExecAnswer;
    note('up --no-services');
    const slowest = await besideLab(command, env, program);
    return {
      proved: [named('exec', exec), named('up --no-services', slowest)],
      lines: [exec, slowest].map(({ headline }) => `headline: ${JSON.stringify(headline)}`),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the path of the interpreter of a virtual environment */
async function withPackages(folder: string): Promise<string> {
  await run('python3', ['-m', 'venv', folder]);
  const python = join(folder, 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
  return python;
}

async function besideLab(
  [python = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  program: Program,
): Promise<SlowestAnswer> {
  await program('up', ...LAB, '--no-services', '--runtime', 'local', '--ports', 'auto');
  try {
    const status = JSON.parse(await program('status', ...LAB, '--json')) as StatusAnswer;
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: status.endpoints.otlpHttp,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    };
    await run(python, args, { env: { ...env, ...settings } });
    return JSON.parse(await program('slowest', ...LAB, '--json')) as SlowestAnswer;
  } finally {
    await program('down', ...LAB);
  }
}

const named = (where: string, { headline }: Pick<ExecAnswer, 'headline'>): Proved => ({
  what: `${where}: the headline names the enricher`,
  count: headline?.service === 'enricher' ? 1 : 0,
  of: 1,
  bound: { atLeast: 1 },
});

export const flaskProof: Proof = {
  name: 'flask',
  about: 'Flask services under exec and beside a lab (needs python3 and pip)',
  run: prove,
};
