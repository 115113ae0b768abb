import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadAnswer } from '../../../src/cli/answers/load.ts';
import type { UpAnswer } from '../../../src/cli/commands/up/answer.ts';
import { pidsOf, withoutEngine } from '../../../test/support/local-lab.ts';
import { MAIN } from '../../../test/support/program.ts';
import { batchesOf, sendAll, treeLoad } from '../../bench/backend-load.ts';
import { residentMiB } from './backend-process.ts';
import { LOCAL, upIn } from './place.ts';
import { part, Tally } from './tally.ts';

const MINUTES = 60;
const PER_SECOND = 50;
const LOOK_EVERY_MS = 10_000;
/** An answer comes within a second when the machine has time. */
const PATIENCE = ['--timeout', '60s', '--wait', '5m'];

/** What the embedded Jaeger may take: twice the bound of its store. */
const MOST_OF_JAEGER_MIB = 512;
/** Median of the last quarter of the time over that of the second. */
const MOST_GROWTH = 1.1;

/** More than the store of the embedded Jaeger holds, with about as many bytes in each trace as the lab's have. */
const FILLING = treeLoad(64, 12);
const FILLING_BATCHES = 1600;

/** Drives load for an hour, or a share of it, and watches the memory of all that has a part in it. */
export async function proveHour(share: number, note: (text: string) => void): Promise<Tally> {
  const tally = new Tally(note);
  const minutes = part(share, MINUTES);
  const what = `${minutes} minutes of load at ${PER_SECOND}/s`;
  await using lab = await withoutEngine();
  const { stdout } = await lab.run(...upIn(LOCAL), '--json');
  tally.note('filling the store of the embedded Jaeger, so that it is at its bound from the start');
  await fill(JSON.parse(stdout) as UpAnswer);
  tally.note(what);
  const out = join(lab.folder, 'load.json');
  const rate = ['--rate', `${PER_SECOND}/s`, '--duration', `${minutes}m`];
  const args = [MAIN, 'load', ...rate, ...PATIENCE, '--quiet', '--json', '--out', out];
  // Not as the tests start it, which end what takes longer than two minutes.
  const child = spawn(process.execPath, args, { cwd: lab.folder, env: lab.env, stdio: 'inherit' });
  const ended = once(child, 'exit');
  const watched = { ...(await pidsOf(lab)), 'jaeger-lab load': child.pid ?? 0 };
  const looked = await watch(watched, minutes * 60_000, ended);
  await ended;
  const { summary } = JSON.parse(await readFile(out, 'utf8')) as LoadAnswer;
  const wanted = minutes * 60 * PER_SECOND;
  const isWhole = summary.ok === wanted;
  tally.found(`${what}: every request answered`, [
    isWhole ? [] : [`${summary.ok} of ${wanted} requests, ${JSON.stringify(summary.failures)}`],
  ]);
  tally.lines.push(`response: ${JSON.stringify(summary.response)}`);
  await tally.row(`${what}: memory of each process flat`, looked, ([name, sizes]) => {
    const quarters = quartersOf(sizes).map(medianOf).join(', ');
    tally.lines.push(`${name}: ${quarters} MiB, most ${Math.max(...sizes)} MiB`);
    return Promise.resolve(isFlat(name, sizes) ? [] : [`${name} is not flat: ${quarters} MiB`]);
  });
  return tally;
}

/** Traces that are older than those of the load, and go first. */
async function fill({ components }: UpAnswer): Promise<void> {
  const jaeger = components.find(({ name }) => name === 'jaeger');
  const port = jaeger?.ports.find(({ name }) => name === 'otlp-grpc')?.hostPort ?? 0;
  await sendAll(port, batchesOf(FILLING, FILLING_BATCHES, Date.now() - 7_200_000), 2);
}

/** The resident memory of each process in MiB, every ten seconds for as long as the load is driven. */
async function watch(
  pids: Readonly<Record<string, number>>,
  lengthMs: number,
  ended: Promise<unknown>,
): Promise<[name: string, sizes: number[]][]> {
  const looked = Object.keys(pids).map((name): [string, number[]] => [name, []]);
  const until = performance.now() + lengthMs;
  let isOver: unknown;
  while (isOver === undefined && performance.now() < until) {
    isOver = await Promise.race([sleep(LOOK_EVERY_MS), ended]);
    // One that has ended has no size.
    for (const [name, sizes] of looked)
      sizes.push(await residentMiB(pids[name] ?? 0).catch(() => NaN));
  }
  return looked;
}

/** Flat from the second quarter on; before, a process takes the memory that its work needs. */
function isFlat(name: string, sizes: readonly number[]): boolean {
  const [, second = [], , last = []] = quartersOf(sizes);
  const isBounded = name !== 'jaeger' || Math.max(...sizes) <= MOST_OF_JAEGER_MIB;
  return isBounded && medianOf(last) <= MOST_GROWTH * medianOf(second);
}

const quartersOf = (sizes: readonly number[]): number[][] =>
  [0, 1, 2, 3].map((n) => sizes.slice((n * sizes.length) / 4, ((n + 1) * sizes.length) / 4));

const medianOf = (sizes: readonly number[]): number =>
  sizes.toSorted((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? NaN;
