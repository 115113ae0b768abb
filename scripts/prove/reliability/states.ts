import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../../images/tool.ts';
import type { Ended } from '../../../test/support/program.ts';
import { failures } from './components.ts';
import { textMistakes } from './moments.ts';
import { LOCAL, type PlacedLab } from './place.ts';
import { type Mistakes, part, Tally, times } from './tally.ts';

const UP = ['up', '--no-services', ...LOCAL.jaeger, '--ports', 'auto', '--quiet'];
const COMMANDS = ['status', 'logs', 'list', 'runs', 'slowest', 'load', 'repair', 'inject'];

const TORN = 20;
const DISK_BYTES = 64 << 10;

const stateOf = (lab: PlacedLab): string => join(lab.stateHome, 'jaeger-lab/lab/state.json');

/** Labs whose state file or folder is not as the program left it. */
export async function proveStates(share: number, note: (text: string) => void): Promise<Tally> {
  const tally = new Tally(note);
  await tally.row(
    'state cut off at any byte: every command a sentence, `down` leaves nothing',
    times(part(share, TORN)),
    (i) => withLab((lab) => torn(lab, i / part(share, TORN))),
  );
  await tally.row('state of a newer version: kept, exit 3', ['state'], () => withLab(newer));
  await tally.row('state of an older version: works, taken down', OPTIONAL, (key) =>
    withLab((lab) => older(lab, key)),
  );
  await tally.row('state lost: found, taken down', ['state'], () => withLab(lost));
  return tally;
}

/** Labs whose state folder takes no more. Needs root and `mount`. */
export async function proveUnwritable(_: number, note: (text: string) => void): Promise<Tally> {
  const tally = new Tally(note);
  await tally.row('state folder read-only: every command a sentence', COMMANDS, (command) =>
    withLab((lab) => readOnly(lab, command)),
  );
  await tally.row('disk full: `up` a sentence, nothing left', ['up'], full);
  return tally;
}

/** Brings a lab up, changes its state, and takes it down. */
async function withLab(work: (lab: PlacedLab) => Promise<Mistakes>): Promise<Mistakes> {
  await using lab = await LOCAL.open();
  const up = await lab.run(...UP);
  const mistakes = [...failures(up), ...(await work(lab))];
  return [...mistakes, ...(await downMistakes(lab))];
}

async function downMistakes(lab: PlacedLab): Promise<Mistakes> {
  const down = await lab.run('down', '--quiet');
  const left = (await lab.left()).map((one) => `left after down: ${one}`);
  return [...failures(down), ...textMistakes(down), ...left];
}

async function torn(lab: PlacedLab, share: number): Promise<Mistakes> {
  const text = await readFile(stateOf(lab), 'utf8');
  await writeFile(stateOf(lab), text.slice(0, Math.floor(text.length * share)));
  return sentencesOf(lab, COMMANDS);
}

async function newer(lab: PlacedLab): Promise<Mistakes> {
  const text = await readFile(stateOf(lab), 'utf8');
  const changed = text.replace('"version": 1', '"version": 2');
  await writeFile(stateOf(lab), changed);
  const mistakes: string[] = [];
  for (const command of [...COMMANDS.filter((one) => one !== 'list'), 'down']) {
    const ended = await lab.run(command);
    mistakes.push(...textMistakes(ended));
    if (command !== 'runs' && ended.code !== 3)
      mistakes.push(`${command} ended with ${ended.code}: ${ended.stderr}`);
  }
  if ((await readFile(stateOf(lab), 'utf8')) !== changed) mistakes.push('the file was changed');
  await writeFile(stateOf(lab), text);
  return mistakes;
}

/** What older versions did not write. */
const OPTIONAL = ['access', 'madeWith', 'sampledShare', 'faults', 'topology'];

async function older(lab: PlacedLab, key: string): Promise<Mistakes> {
  const state = JSON.parse(await readFile(stateOf(lab), 'utf8')) as Record<string, unknown>;
  const rest = Object.fromEntries(Object.entries(state).filter(([name]) => name !== key));
  await writeFile(stateOf(lab), JSON.stringify(rest));
  const ended = [await lab.run('status'), await lab.run('logs'), await lab.run(...UP)];
  return ended.flatMap((one) => [...failures(one), ...textMistakes(one)]);
}

async function lost(lab: PlacedLab): Promise<Mistakes> {
  await rm(stateOf(lab));
  return sentencesOf(lab, COMMANDS);
}

async function sentencesOf(lab: PlacedLab, commands: readonly string[]): Promise<Mistakes> {
  const mistakes: string[] = [];
  for (const command of commands) mistakes.push(...sentence(await lab.run(command), command));
  return mistakes;
}

/** An answer or a sentence, never a bug. */
const sentence = (ended: Ended, command: string): Mistakes => {
  const isBug = ended.code === 70 || ended.code === null;
  const said = isBug ? [`${command} ended with ${ended.code}: ${ended.stderr}`] : [];
  return [...said, ...textMistakes(ended)];
};

const MOUNTING = {
  limit: { withinMs: 10_000 },
  purpose: 'change how a state folder is mounted',
  whenMissing: 'install util-linux',
};

/** Mounts something over a folder; needs root. Disposing it shows the folder as it was. */
async function mounted(folder: string, ...options: string[]): Promise<AsyncDisposable> {
  await runTool({ ...MOUNTING, command: 'mount', args: [...options, folder] });
  return {
    [Symbol.asyncDispose]: async () => {
      await runTool({ ...MOUNTING, command: 'umount', args: ['--lazy', folder] });
    },
  };
}

async function readOnly(lab: PlacedLab, command: string): Promise<Mistakes> {
  await using _ = await mounted(lab.stateHome, '--bind', lab.stateHome);
  const args = ['-o', 'remount,bind,ro', lab.stateHome];
  await runTool({ ...MOUNTING, command: 'mount', args });
  const down = await lab.run('down');
  return [
    ...sentence(await lab.run(command), command),
    ...sentence(down, 'down'),
    ...(down.code === 3 ? [] : [`down ended with ${down.code}: ${down.stderr}`]),
  ];
}

/** Fails on a full disk, leaves nothing, and works when there is room again. */
async function full(): Promise<Mistakes> {
  await using lab = await LOCAL.open();
  const tmpfs = ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'jaeger-lab-state'];
  await using _ = await mounted(lab.stateHome, ...tmpfs);
  const filler = join(lab.stateHome, 'filler');
  await writeFile(filler, Buffer.alloc(DISK_BYTES)).catch(() => undefined);
  const up = await lab.run(...UP);
  const left = (await lab.left()).map((one) => `left by up: ${one}`);
  await rm(filler);
  const again = await lab.run(...UP);
  const isRefused = up.code === 3 && up.stderr.includes('the disk is full');
  return [
    ...(isRefused ? [] : [`up ended with ${up.code}: ${up.stderr}`]),
    ...textMistakes(up),
    ...left,
    ...failures(again),
    ...(await downMistakes(lab)),
  ];
}
