import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { skipWithout } from '../support/real-programs.ts';

interface Step {
  readonly name: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = parse(await readFile('action.yml', 'utf8')) as Action;

interface Ran {
  readonly code: number;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly answer: string;
}

/** Runs the action's own steps as a runner does: each in bash, with the expressions in `env` replaced. */
async function runAction(inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-action-'));
  try {
    return await runActionIn(folder, inputs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runActionIn(folder: string, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const values = new Map<string, string>();
  for (const [name, input] of Object.entries(action.inputs)) {
    values.set(`inputs.${name}`, inputs[name] ?? input.default);
  }
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  let code = 0;
  for (const step of action.runs.steps) {
    // The checkout of this test is installed and built.
    if (step.run === undefined || step.name === 'Install') continue;
    code = await runStep(step.run, expanded(step.env ?? {}, values), folder);
    for (const [name, value] of Object.entries(pairsIn(await read('output').catch(() => ''))))
      values.set(`steps.run.outputs.${name}`, value);
    if (code !== 0) break;
  }
  const outputs = pairsIn(await read('output'));
  const answer = await read(outputs['answer'] ?? '');
  return { code, outputs, answer, summary: await read('summary') };
}

function expanded(
  env: Readonly<Record<string, string>>,
  values: ReadonlyMap<string, string>,
): Record<string, string> {
  const valueOf = (_: string, path: string): string => values.get(path) ?? `no ${path}`;
  return Object.fromEntries(
    Object.entries(env).map(([name, text]) => [name, text.replace(/\$\{\{ (.*?) \}\}/g, valueOf)]),
  );
}

const pairsIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(text.matchAll(/^(.+?)=(.*)$/gm), ([, name = '', value = '']) => [name, value]),
  );

function runStep(script: string, env: Record<string, string>, folder: string): Promise<number> {
  const around = {
    ...process.env,
    ...env,
    XDG_STATE_HOME: join(folder, 'state'),
    GITHUB_ACTION_PATH: resolve('.'),
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  return new Promise((done) => {
    execFile('bash', args, { env: around, cwd: folder, timeout: 120_000 }, (error) => {
      done(error === null ? 0 : Number(error.code ?? 1));
    });
  });
}

const skip = skipWithout('bash') || skipWithout('xargs');

describe('the action', { skip }, () => {
  test('runs smoke: answer, summary and exit code', async () => {
    const ran = await runAction({ args: '--runtime local --n 3 --name "a-lab"' });
    assert.equal(ran.code, 0);
    assert.equal(ran.outputs['exit-code'], '0');
    const { ok, lab } = JSON.parse(ran.answer) as { ok: boolean; lab: string };
    assert.deepEqual({ ok, lab }, { ok: true, lab: 'a-lab' });
    assert.match(ran.summary, /^## jaeger-lab smoke\n\n\|  \|   \|\n\| --- \| --- \|\n/);
    assert.match(ran.summary, /^\| traces\.readable \| 3 \|$/m);
    assert.match(ran.summary, /^### slowest\n\n\| path \| meanUs \| share \|$/m);
  });

  test('ends with the exit code of a command that fails, and shows the error', async () => {
    const ran = await runAction({ command: 'slowest', args: "--place 'no such'" });
    assert.equal(ran.code, 3);
    assert.equal(ran.outputs['exit-code'], '3');
    assert.equal(ran.answer, '');
    assert.match(ran.summary, /^\| schema \| jaeger-lab\/error@1 \|$/m);
    assert.match(ran.summary, /^\| error \| .*lab.* \|$/m);
  });

  test('shows the end of what is no JSON document', async () => {
    const ran = await runAction({ command: 'completion', args: 'bash' });
    assert.equal(ran.code, 0);
    assert.match(ran.summary, /^## jaeger-lab completion\n\n {4}/);
    assert.match(ran.summary, /^ {4}.*complete .*jaeger-lab$/m);
  });

  test('arguments with an open quotation mark end it before the command runs', async () => {
    const ran = await runAction({ command: 'schema', args: "load 'x" });
    assert.equal(ran.code, 2);
    assert.equal(ran.answer, '');
    assert.match(ran.summary, /a quotation mark is not closed/);
  });

  test('takes no argument for shell text', async () => {
    const ran = await runAction({ command: 'schema', args: '$(touch x) `touch x` ; exit 9' });
    assert.equal(ran.code, 2);
    assert.match(ran.summary, /jaeger-lab\/error@1/);
  });

  test('keeps what each of two uses in a job left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-action-'));
    try {
      const first = await runActionIn(folder, { command: 'schema', args: 'load' });
      const second = await runActionIn(folder, { command: 'schema', args: 'deps' });
      const kept = (ran: Ran): string => `${ran.outputs['artifacts']} ${ran.outputs['use']}`;
      assert.deepEqual([first, second].map(kept), [
        'jaeger-lab-artifacts 1',
        'jaeger-lab-artifacts-2 2',
      ]);
      const { outputs, answer } = first;
      assert.equal(await readFile(join(folder, outputs['answer'] ?? ''), 'utf8'), answer);
      assert.notEqual(second.answer, answer);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
