import type { Clock } from '../base/clock.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { LabFolder } from './lab-folder.ts';
import { lockIfWritable } from './lock.ts';
import { readState, removeState } from './state.ts';

/**
 * An `up` that was killed may have left a request that the engine still works on: its result appears only after the
 * first look.
 */
const LATECOMERS_MS = 1500;
const LOOK_EVERY_MS = 250;

/**
 * Removes everything of a lab: its components, their network, its state and its ledger.
 *
 * @param runtimes that the lab may use
 * @returns what was removed; empty when there was nothing
 */
export async function takeDown(
  folder: LabFolder,
  runtimes: readonly Runtime[],
  clock: Clock,
): Promise<string[]> {
  await using _ = await lockIfWritable(folder);
  const state = await readState(folder).catch(() => 'damaged' as const);
  const removed: string[] = [];
  for (const runtime of runtimes) {
    removed.push(...(await runtime.remove(folder.lab)));
    if (state === 'damaged' || state?.phase === 'starting') {
      removed.push(...(await removeLatecomers(folder.lab, runtime, clock)));
    }
  }
  await removeState(folder);
  return [...removed, ...(state === undefined ? [] : [`state in ${folder.path}`])];
}

async function removeLatecomers(lab: string, runtime: Runtime, clock: Clock): Promise<string[]> {
  const removed: string[] = [];
  let quietSince = clock.now();
  // Each late object restarts the wait, but an engine has only a handful of requests left to process.
  for (let look = 0; look < 40 && clock.now() - quietSince < LATECOMERS_MS; look += 1) {
    await clock.sleep(LOOK_EVERY_MS);
    const found = await runtime.remove(lab);
    if (found.length > 0) quietSince = clock.now();
    removed.push(...found);
  }
  return removed;
}
