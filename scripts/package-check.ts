import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fetchNode, type Installed, installers, pack } from './package-check/install.ts';
import { NotHere, type Story, uses } from './package-check/uses.ts';

// npm run package:check [-- --quick]: packs the program, installs the file into an empty home as each package manager
// does, and on each supported Node.js, and uses it there. A row per step; exits 1 if one failed. What the machine lacks (a
// container engine, zsh, man) is skipped, with a row of its own.
// --quick: npm only, what has been built, and neither containers nor a challenge.

/** The oldest version that is supported, and the later long-term releases. */
const NODES = ['20.19', '22', '24'];

const quick = process.argv.includes('--quick');
const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-package-'));
try {
  const file = await step('npm pack', async () => {
    const { path, about } = await pack(folder, { isBuilt: quick });
    return { value: path, about };
  });
  if (file !== undefined) await checkFile(file);
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function checkFile(file: string): Promise<void> {
  for (const [name, install] of Object.entries(installers)) {
    if (quick && name !== 'npm') continue;
    const home = join(folder, name);
    await mkdir(home);
    const program = await step(`${name}: install`, () => install(file, home));
    if (program === undefined) continue;
    const isNpm = name === 'npm';
    const story: Story = !isNpm ? 'demo' : quick ? 'shells' : 'whole';
    for (const [title, use] of Object.entries(uses(program, story))) {
      await step(`${name}: ${title}`, use);
    }
    if (isNpm && !quick) await onEachNode(program);
  }
}

/** What npm has installed, with another Node.js in front of the PATH. */
async function onEachNode(program: Installed): Promise<void> {
  for (const version of NODES) {
    const node = await step(`Node.js ${version}: fetch`, () => fetchNode(version, folder));
    if (node === undefined) continue;
    const path = [dirname(node), program.env['PATH']].join(delimiter);
    const other = { ...program, env: { ...program.env, PATH: path } };
    for (const [title, use] of Object.entries(uses(other, 'whole'))) {
      await step(`Node.js ${version}: ${title}`, use);
    }
  }
}

interface Done<T> {
  readonly value: T;
  /** What the row shows beside the seconds. */
  readonly about: string;
}

/** Runs one step and prints its row. @returns undefined when it failed */
async function step<T>(title: string, work: () => Promise<Done<T>>): Promise<T | undefined> {
  const beganAt = performance.now();
  const row = (result: string, about: string): void => {
    const seconds = ((performance.now() - beganAt) / 1000).toFixed(1);
    process.stdout.write(`${result}\t${title}\t${seconds} s\t${about}\n`);
  };
  try {
    const { value, about } = await work();
    row('ok', about);
    return value;
  } catch (failure) {
    const isSkipped = failure instanceof NotHere;
    row(
      isSkipped ? 'skipped' : 'FAILED',
      failure instanceof Error ? failure.message : String(failure),
    );
    if (!isSkipped) process.exitCode = 1;
    return undefined;
  }
}
