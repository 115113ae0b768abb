import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Fails with what the program wrote where it ended otherwise: a number alone does not show why. */
export function assertCode(ended: Ended, code: number): void {
  assert.equal(ended.code, code, `ended with ${ended.code}, not ${code}:\n${ended.stderr}`);
}

/** The built program, as a person starts it, with a state folder and a working folder of its own. */
export interface Commands {
  readonly stateHome: string;
  /** Where it runs, and what it writes there goes with it. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Ended>;
  /** Started and left running. `ended` resolves when it is over. */
  start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
}

export interface Program extends Commands, AsyncDisposable {}

/** The files of all labs, without ledgers and a learner's progress: these outlive the labs. */
export async function filesLeft(stateHome: string): Promise<string[]> {
  const names = await readdir(stateHome, { recursive: true });
  return names.filter(
    (name) => !/^jaeger-lab(\/\.learn\/.+|\/[^/]+(\/runs(\/\d+\.json)?)?)?$/.test(name),
  );
}

export const MAIN = resolve('dist/main.js');
/** Longer than any command here takes on a slow machine; a hang fails the test instead of the whole suite. */
const PATIENCE_MS = 300_000;

export async function program(
  env: NodeJS.ProcessEnv = {},
  patienceMs = PATIENCE_MS,
): Promise<Program> {
  const home = await mkdtemp(join(tmpdir(), 'jaeger-lab-test-'));
  const [stateHome, folder] = [join(home, 'state'), join(home, 'folder')];
  await Promise.all([mkdir(stateHome), mkdir(folder)]);
  const whole: NodeJS.ProcessEnv = {
    ...process.env,
    NO_COLOR: '1',
    XDG_STATE_HOME: stateHome,
    XDG_CONFIG_HOME: join(home, 'config'),
    ...env,
  };
  // Set by `npm test`, they would change how the program says what to type next.
  delete whole['npm_command'];
  delete whole['NODE_TEST_CONTEXT'];
  const start: Program['start'] = (...args) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: whole,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, ended: endOf(child, patienceMs) };
  };
  return {
    stateHome,
    folder,
    env: whole,
    start,
    run: (...args) => start(...args).ended,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

async function endOf(child: ChildProcess, patienceMs: number): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
    });
  }
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      done({ code, signal, ...text });
    });
  });
}
