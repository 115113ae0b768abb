import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { labFolder } from '../../../src/lab/lab-folder.ts';
import { readState } from '../../../src/lab/state.ts';
import { marked, withoutEngine } from '../../../test/support/local-lab.ts';
import type { Ended, Program } from '../../../test/support/program.ts';

/** What is wrong after a program was ended at some moment; empty when all is well. */
export type Mistakes = readonly string[];

const CHEAP = ['--jaeger', 'embedded', '--ports', 'auto'];
export const UP = ['up', ...CHEAP, '--quiet'];
const LOAD = ['load', '--n', '8', '--interval', '0', '--concurrency', '4', '--quiet'];

/** A command of the local runtime that is ended from outside, and whether a lab must be up for it. */
const COMMANDS = {
  up: { args: UP, needsLab: false },
  down: { args: ['down', '--quiet'], needsLab: true },
  load: { args: LOAD, needsLab: true },
  smoke: { args: ['smoke', '-n', '4', '--jaeger', 'embedded', '--quiet'], needsLab: false },
  challenge: { args: ['challenge', '--jaeger', 'embedded', '--quiet'], needsLab: false },
} as const;
export type Command = keyof typeof COMMANDS;

/** How long the command takes when it is left alone, in ms. */
export async function durationOf(command: Command): Promise<number> {
  await using lab = await withoutEngine();
  if (COMMANDS[command].needsLab) await lab.run(...UP);
  const beganAt = performance.now();
  const { code, stderr } = await lab.run(...COMMANDS[command].args);
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
  return performance.now() - beganAt;
}

interface Moment {
  readonly command: Command;
  readonly signal: NodeJS.Signals;
  readonly afterMs: number;
}

/** Ends the command at a moment, then takes down what is left: nothing may remain, and every message is a sentence. */
export async function endedAt(moment: Moment): Promise<Mistakes> {
  const { command, signal, afterMs } = moment;
  await using lab = await withoutEngine();
  const { args, needsLab } = COMMANDS[command];
  if (needsLab) await lab.run(...UP);
  const { child, ended } = lab.start(...args);
  await Promise.race([sleep(afterMs), ended]);
  child.kill(signal);
  const first = await ended;
  const mistakes = [
    ...(signal === 'SIGKILL' ? [] : codeMistakes(first)),
    ...textMistakes(first),
    ...(await leftByItself(lab, moment, first)).map((one) => `left by ${command}: ${one}`),
    ...(await downMistakes(lab)),
  ];
  return mistakes.map((one) => `${command}, ${signal} after ${Math.round(afterMs)} ms: ${one}`);
}

/** What a command cleans up by itself is gone when it has ended; an `up` that was done stays up. */
async function leftByItself(
  lab: Program,
  { command, signal }: Moment,
  { code }: Ended,
): Promise<Mistakes> {
  if (signal === 'SIGKILL' || COMMANDS[command].needsLab) return [];
  const isDone = command === 'up' && (code === 0 || (code === null && (await isUp(lab))));
  return isDone ? [] : leftIn(lab);
}

async function downMistakes(lab: Program): Promise<Mistakes> {
  const files = await readdir(lab.stateHome, { recursive: true });
  const isKnown = files.some((file) => file.endsWith('state.json'));
  const down = await lab.run('down', '--quiet');
  const isFine = down.code === 0 || (!isKnown && isWithoutEngine(down));
  return [
    ...(isFine ? [] : [`down ended with ${down.code}: ${down.stderr}`]),
    ...textMistakes(down),
    ...(await leftIn(lab)).map((one) => `left after down: ${one}`),
  ];
}

/** Interrupted, or done before the signal came; or ended by it while Node was loading the program or had left it. */
const codeMistakes = ({ code, signal, stdout, stderr }: Ended): Mistakes => {
  const isGood = code === 130 || code === 0 || (signal !== null && stdout + stderr === '');
  return isGood ? [] : [`ended with ${code ?? signal}: ${stderr}`];
};

/** Of a lab without a state only an engine could know, and these tests name one that does not exist. */
const isWithoutEngine = ({ code, stderr }: Ended): boolean =>
  code === 3 && stderr.includes('no Docker engine answers');

/** A message is a sentence, not a stack or the text of the bundle. */
export const textMistakes = ({ stderr }: Ended): Mistakes =>
  /\n\s+at \S+ ?\(|\n\s+at .+:\d+:\d+|Unhandled/.test(stderr) ? [`not a sentence: ${stderr}`] : [];

/** Whether the lab's state says that it is up: then a signal met a program that was done. */
async function isUp({ stateHome }: Program): Promise<boolean> {
  const state = await readState(labFolder('lab', { XDG_STATE_HOME: stateHome }));
  return state?.phase === 'up';
}

async function leftIn(lab: Program): Promise<string[]> {
  const processes = (await marked(lab)).map((pid) => `process ${pid}`);
  const files = await readdir(lab.stateHome, { recursive: true });
  // The ledger of runs outlives the lab on purpose.
  const others = files.filter((file) => /processes|state\.json|\.lock|logs?\//.test(file));
  return [...processes, ...others.map((file) => `file ${file}`)];
}

/** `n` moments spread over the time that the command takes, so that its start, its middle and its end are met. */
export async function endedAtMoments(
  command: Command,
  signals: readonly NodeJS.Signals[],
  n: number,
): Promise<{ readonly good: number; readonly mistakes: Mistakes }> {
  const tookMs = await durationOf(command);
  const mistakes: string[] = [];
  let good = 0;
  for (let i = 0; i < n; i += 1) {
    const signal = signals[i % signals.length] ?? 'SIGKILL';
    const found = await endedAt({ command, signal, afterMs: (tookMs * (i + 0.5)) / n });
    if (found.length === 0) good += 1;
    mistakes.push(...found);
  }
  return { good, mistakes };
}
