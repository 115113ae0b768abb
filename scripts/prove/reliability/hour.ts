import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAnswer } from '../../../src/cli/answers/load.ts';
import { pidsOf, withoutEngine } from '../../../test/support/local-lab.ts';
import { MAIN } from '../../../test/support/program.ts';
import { residentMiB } from './backend-process.ts';
import { failures } from './components.ts';
import { LOCAL, upIn } from './place.ts';
import { part, Tally } from './tally.ts';

const MINUTES = 60;
const PER_SECOND = 50;
const LOOKS = 30;
/** An answer comes within a second when the machine has time. */
const PATIENCE = ['--timeout', '60s', '--wait', '10m'];

/** What the embedded Jaeger may take: twice the bound of its store. */
const MOST_OF_JAEGER_MIB = 512;
/** What services and the program may gain from the second third of the time to the last. */
const MOST_GROWTH_MIB = 40;

/** Drives load for an hour, or a share of it, and watches the memory of all that has a part in it. */
export async function proveHour(share: number, note: (text: string) => void): Promise<Tally> {
  const tally = new Tally(note);
  const minutes = part(share, MINUTES);
  const what = `${minutes} minutes of load at ${PER_SECOND}/s: all answered, memory of`;
  await using lab = await withoutEngine();
  const up = await lab.run(...upIn(LOCAL));
  const pids = await pidsOf(lab);
  const rate = ['--rate', `${PER_SECOND}/s`, '--duration', `${minutes}m`];
  tally.note(`${minutes} minutes of load at ${PER_SECOND}/s`);
  const out = join(lab.folder, 'load.json');
  const args = [MAIN, 'load', ...rate, ...PATIENCE, '--quiet', '--json', '--out', out];
  // Not as the tests start it, which end what takes longer than two minutes.
  const child = spawn(process.execPath, args, { cwd: lab.folder, env: lab.env, stdio: 'inherit' });
  const ended = once(child, 'exit');
  const looked: Record<string, number[]> = {};
  const everyMs = (minutes * 60_000) / LOOKS;
  const watched = Object.entries({ ...pids, 'jaeger-lab load': child.pid ?? 0 });
  for (let look = 0; look < LOOKS && child.exitCode === null; look += 1) {
    await Promise.race([sleep(everyMs), ended]);
    for (const [name, pid] of watched)
      (looked[name] ??= []).push(await residentMiB(pid).catch(() => NaN));
  }
  await ended;
  const { summary } = JSON.parse(await readFile(out, 'utf8')) as LoadAnswer;
  const wanted = minutes * 60 * PER_SECOND;
  tally.found(`${minutes} minutes of load at ${PER_SECOND}/s: every request answered`, [
    [
      ...failures(up),
      ...(summary.requests === wanted ? [] : [`${summary.requests} of ${wanted} requests`]),
      ...(child.exitCode === 0 ? [] : [`load ended with ${child.exitCode}`]),
    ],
  ]);
  await tally.row(`${what} each process flat`, Object.entries(looked), ([name, sizes]) => {
    tally.lines.push(`${name}: ${sizes.join(', ')} MiB`);
    return Promise.resolve(isFlat(name, sizes) ? [] : [`${name} is not flat`]);
  });
  return tally;
}

/** The store of the embedded Jaeger fills up to its bound; all else stays as it is. */
function isFlat(name: string, looked: readonly number[]): boolean {
  // One that has ended has no size.
  const sizes = looked.filter((size) => !Number.isNaN(size));
  if (name === 'jaeger') return Math.max(...sizes) <= MOST_OF_JAEGER_MIB;
  const third = Math.floor(sizes.length / 3);
  const middle = medianOf(sizes.slice(third, 2 * third));
  return medianOf(sizes.slice(2 * third)) <= middle + MOST_GROWTH_MIB;
}

const medianOf = (sizes: readonly number[]): number =>
  sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? NaN;
