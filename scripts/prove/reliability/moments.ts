import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { marked, withoutEngine } from '../../../test/support/local-lab.ts';
import type { Ended, Program } from '../../../test/support/program.ts';

/** What is wrong after a program was ended at some moment; empty when all is well. */
export type Mistakes = readonly string[];

const CHEAP = ['--jaeger', 'embedded', '--ports', 'auto'];
const UP = ['up', ...CHEAP, '--quiet'];
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
export async function endedAt({ command, signal, afterMs }: Moment): Promise<Mistakes> {
  await using lab = await withoutEngine();
  const { args, needsLab } = COMMANDS[command];
  if (needsLab) await lab.run(...UP);
  const { child, ended } = lab.start(...args);
  await Promise.race([sleep(afterMs), ended]);
  child.kill(signal);
  const first = await ended;
  // What the command cleans up by itself is gone when it has ended, without a `down`.
  const own = signal === 'SIGKILL' || needsLab ? [] : await leftIn(lab);
  const isKnown = (await readdir(lab.stateHome, { recursive: true })).some((file) =>
    file.endsWith('state.json'),
  );
  const down = await lab.run('down', '--quiet');
  const mistakes = [
    ...(signal === 'SIGKILL' ? [] : codeMistakes(first)),
    ...textMistakes(first),
    ...own.map((one) => `left by ${command}: ${one}`),
    ...(down.code === 0 || (!isKnown && isWithoutEngine(down))
      ? []
      : [`down ended with ${down.code}: ${down.stderr}`]),
    ...textMistakes(down),
    ...(await leftIn(lab)).map((one) => `left after down: ${one}`),
  ];
  return mistakes.map((one) => `${command}, ${signal} after ${Math.round(afterMs)} ms: ${one}`);
}

/** Ended by the signal, or before it came. */
const codeMistakes = ({ code, signal, stderr }: Ended): Mistakes =>
  code === 130 || code === 0 ? [] : [`ended with ${code ?? signal}: ${stderr}`];

/** Of a lab without a state only an engine could know, and these tests name one that does not exist. */
const isWithoutEngine = ({ code, stderr }: Ended): boolean =>
  code === 3 && stderr.includes('no Docker engine answers');

/** A message is a sentence, not a stack or the text of the bundle. */
const textMistakes = ({ stderr }: Ended): Mistakes =>
  /\n\s+at \S+ ?\(|\n\s+at .+:\d+:\d+|Unhandled/.test(stderr) ? [`not a sentence: ${stderr}`] : [];

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
