import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { labFolder } from '../../../src/lab/lab-folder.ts';
import { readState } from '../../../src/lab/state.ts';
import type { Ended, Program } from '../../../test/support/program.ts';
import { type Place, type PlacedLab, upIn } from './place.ts';
import { type Mistakes, times } from './tally.ts';

/** Less than it does by itself: on a busy machine 200 requests take minutes. */
const CHALLENGE = ['challenge', '-n', '60', '--concurrency', '10'];
const LOAD = ['load', '--n', '8', '--interval', '0', '--concurrency', '4', '--quiet'];

/** A command that is ended from outside, and whether a lab must be up for it. */
const COMMANDS = {
  up: { argsIn: upIn, needsLab: false },
  down: { argsIn: () => ['down', '--quiet'], needsLab: true },
  load: { argsIn: () => LOAD, needsLab: true },
  smoke: {
    argsIn: ({ jaeger }: Place) => ['smoke', '-n', '4', ...jaeger, '--quiet'],
    needsLab: false,
  },
  challenge: {
    argsIn: ({ jaeger }: Place) => [...CHALLENGE, ...jaeger, '--quiet'],
    needsLab: false,
  },
} as const;
export type Command = keyof typeof COMMANDS;

/** Exit codes of a command that was not interrupted. On a busy machine a challenge also finds other causes of waits. */
const ANSWERS: Readonly<Record<Command, readonly number[]>> = {
  up: [0],
  down: [0],
  load: [0],
  smoke: [0],
  challenge: [0, 1],
};

/** How long the command takes when it is left alone, in ms. */
async function durationOf(place: Place, command: Command): Promise<number> {
  await using lab = await place.open();
  const { argsIn, needsLab } = COMMANDS[command];
  if (needsLab) await lab.run(...upIn(place));
  const beganAt = performance.now();
  const { code, stderr } = await lab.run(...argsIn(place));
  const took = performance.now() - beganAt;
  if (!ANSWERS[command].includes(code ?? NaN))
    throw new Error(`${command} ended with ${code}: ${stderr}`);
  await lab.run('down', '--quiet');
  return took;
}

interface Moment {
  readonly command: Command;
  readonly signal: NodeJS.Signals;
  readonly afterMs: number;
}

/** Ends the command at a moment, then takes down what is left: nothing may remain, and every message is a sentence. */
async function endedAt(place: Place, moment: Moment): Promise<Mistakes> {
  const { command, signal, afterMs } = moment;
  await using lab = await place.open();
  const { argsIn, needsLab } = COMMANDS[command];
  if (needsLab) await lab.run(...upIn(place));
  const { child, ended } = lab.start(...argsIn(place));
  await Promise.race([sleep(afterMs), ended]);
  child.kill(signal);
  const first = await ended;
  const mistakes = [
    ...(signal === 'SIGKILL' ? [] : codeMistakes(command, first)),
    ...textMistakes(first),
    ...(await leftByItself(lab, moment, first)).map((one) => `left by ${command}: ${one}`),
    ...(await downMistakes(lab)),
  ];
  return mistakes.map((one) => `${command}, ${signal} after ${Math.round(afterMs)} ms: ${one}`);
}

/** What a command cleans up by itself is gone when it has ended; an `up` that was done stays up. */
async function leftByItself(
  lab: PlacedLab,
  { command, signal }: Moment,
  { code }: Ended,
): Promise<Mistakes> {
  if (signal === 'SIGKILL' || COMMANDS[command].needsLab) return [];
  const isDone = command === 'up' && (code === 0 || (code === null && (await isUp(lab))));
  return isDone ? [] : lab.left();
}

async function downMistakes(lab: PlacedLab): Promise<Mistakes> {
  const files = await readdir(lab.stateHome, { recursive: true });
  const isKnown = files.some((file) => file.endsWith('state.json'));
  const down = await lab.run('down', '--quiet');
  const isFine = down.code === 0 || (!isKnown && isWithoutEngine(down));
  return [
    ...(isFine ? [] : [`down ended with ${down.code}: ${down.stderr}`]),
    ...textMistakes(down),
    ...(await lab.left()).map((one) => `left after down: ${one}`),
  ];
}

/**
 * Interrupted, which is said; or done before the signal came; or ended by it while Node was loading the program or,
 * with its whole answer written, was leaving it: there no program can catch a signal.
 */
const codeMistakes = (command: Command, { code, signal, stdout, stderr }: Ended): Mistakes => {
  const isAnswer = code === 130 || ANSWERS[command].includes(code ?? NaN);
  const isWhole = stdout === '' || stdout.endsWith('\n');
  const isGood = isAnswer || (signal !== null && stderr === '' && isWhole);
  return isGood ? [] : [`ended with ${code ?? signal}: ${stderr}`];
};

/** Of a lab without a state only an engine could know, and these tests name one that does not exist. */
const isWithoutEngine = ({ code, stderr }: Ended): boolean =>
  code === 3 && stderr.includes('no Docker engine answers');

/** A message is a sentence, not a stack or the text of the bundle. */
export const textMistakes = ({ stderr }: Ended): Mistakes =>
  /\n\s+at \S+ ?\(|\n\s+at .+:\d+:\d+|Unhandled/.test(stderr) ? [`not a sentence: ${stderr}`] : [];

/** Whether the lab's state says that it is up: then a signal met a program that was done. */
async function isUp({ stateHome, env }: Program): Promise<boolean> {
  const name = env['JAEGER_LAB_NAME'] ?? 'lab';
  const state = await readState(labFolder(name, { XDG_STATE_HOME: stateHome }));
  return state?.phase === 'up';
}

/**
 * `n` moments spread over the time that the command takes, so that its start, its middle and its end are met. Each is
 * random within its part of the time: what several runs do adds up.
 */
export async function endedAtMoments(
  place: Place,
  command: Command,
  signals: readonly NodeJS.Signals[],
  n: number,
): Promise<readonly Mistakes[]> {
  const tookMs = await durationOf(place, command);
  const found: Mistakes[] = [];
  const first = randomInt(signals.length);
  for (const i of times(n)) {
    const signal = signals[(first + i) % signals.length] ?? 'SIGKILL';
    const afterMs = (tookMs * (i + Math.random())) / n;
    found.push(await endedAt(place, { command, signal, afterMs }));
  }
  return found;
}
