import type { Clock } from '../base/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { LabFolder } from './lab-folder.ts';
import { lockIfWritable } from './lock.ts';
import { pruneRuns, runIds } from './runs.ts';
import { readStateUnlessDamaged, removeState } from './state.ts';

/**
 * An `up` that was killed may have left a request that the engine still works on: its result appears only after the
 * first look.
 */
const LATECOMERS_MS = 1500;
const LOOK_EVERY_MS = 250;

/** As many runs of a lab that is taken down stay in its ledger. */
const KEPT_RUNS = 100;

export interface TakeDown {
  readonly folder: LabFolder;
  /** Those that the lab may use. */
  readonly runtimes: readonly Runtime[];
  readonly clock: Clock;
  /** Whether the latest runs stay in the ledger, and what a storage has kept stays there. */
  readonly keepsRuns: boolean;
}

export interface TakenDown {
  /** Empty when there was nothing. */
  readonly removed: readonly string[];
  readonly keptRuns: number;
  /** What storages have kept, by name. */
  readonly keptData: readonly string[];
}

/**
 * Removes a lab: its components, their network and its state, and its ledger unless that is kept.
 *
 * @throws LabError when the state is of a newer version or cannot be read; the lab is then left as it is
 */
export async function takeDown({
  folder,
  runtimes,
  clock,
  keepsRuns,
}: TakeDown): Promise<TakenDown> {
  await using _ = await lockIfWritable(folder);
  const state = await readStateUnlessDamaged(folder);
  const removed: string[] = [];
  const keptData: string[] = [];
  for (const runtime of runtimes) {
    removed.push(...(await runtime.remove(folder.lab, { keepsData: keepsRuns })));
    if (state === 'damaged' || state?.phase === 'starting') {
      removed.push(...(await removeLatecomers(folder.lab, runtime, keepsRuns, clock)));
    }
    keptData.push(...(await runtime.keptData(folder.lab)));
  }
  const runs = (await runIds(folder)).length;
  const keptRuns = await pruneRuns(folder, keepsRuns ? KEPT_RUNS : 0);
  await removeState(folder);
  if (state !== undefined) removed.push(`state in ${folder.path}`);
  const forgotten = runs - keptRuns;
  if (forgotten > 0) removed.push(`ledger of ${forgotten} ${forgotten === 1 ? 'run' : 'runs'}`);
  return { removed, keptRuns, keptData };
}

async function removeLatecomers(
  lab: string,
  runtime: Runtime,
  keepsData: boolean,
  clock: Clock,
): Promise<string[]> {
  const removed: string[] = [];
  let quietSince = clock.now();
  // Each late object restarts the wait, but an engine has only a handful of requests left to process.
  for (let look = 0; look < 40 && clock.now() - quietSince < LATECOMERS_MS; look += 1) {
    await clock.sleep(LOOK_EVERY_MS);
    const found = await runtime.remove(lab, { keepsData });
    if (found.length > 0) quietSince = clock.now();
    removed.push(...found);
  }
  return removed;
}
