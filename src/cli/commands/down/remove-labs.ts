import { LabError } from '../../../base/errors.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import { labFolders } from '../../../lab/lab-names.ts';
import { readStateUnlessDamaged } from '../../../lab/state.ts';
import { takeDown } from '../../../lab/take-down.ts';
import type { Context } from '../../context.ts';
import { lineTo } from '../../shell/output.ts';
import { listLabs } from '../../labs/list-labs.ts';
import { openRuntimesOf } from '../../labs/open-runtime.ts';

export interface RemovedLab {
  readonly lab: string;
  readonly removed: readonly string[];
  readonly keptRuns: number;
  readonly keptData: readonly string[];
}

/** A lab that could not be removed. */
export interface Failed {
  readonly lab: string;
  readonly error: LabError;
}

interface Removing {
  readonly volumes?: boolean;
  readonly takeOver?: boolean;
}

/** @throws LabError when an engine cannot be asked and nothing is found elsewhere, or the lab cannot be removed */
export async function removeOneLab(
  lab: string,
  { volumes = false, takeOver }: Removing,
  context: Context,
): Promise<RemovedLab> {
  const folder = labFolder(lab, context.env);
  const state = await readStateUnlessDamaged(folder);
  const known = state === 'damaged' ? undefined : state;
  const { runtimes: opened, unasked } = await openRuntimesOf(known, context, { takeOver });
  const runtimes = opened.map(({ runtime }) => runtime);
  const { clock } = context;
  const taken = await takeDown({ folder, runtimes, clock, keepsRuns: !volumes });
  const { removed } = taken;
  if (unasked && removed.length === 0) throw unasked;
  if (unasked) lineTo(context)(`Skipped a runtime that cannot be reached: ${unasked.message}`);
  return { lab, ...taken };
}

/**
 * Removes all labs of this user, one after the other, except those of a command that still runs: it removes its own.
 * What cannot be removed does not hold up the others.
 */
export async function removeAllLabs(
  options: Removing,
  context: Context,
): Promise<{ labs: RemovedLab[]; failed: Failed[] }> {
  const labs: RemovedLab[] = [];
  const failed: Failed[] = [];
  const mine = (await listLabs(context)).labs.filter(({ isMine }) => isMine);
  for (const { lab, temporary } of mine.filter(({ isInUse }) => isInUse))
    lineTo(context)(`Left lab "${lab}" to the ${temporary ?? 'command'} that is using it.`);
  const inUse = new Set(mine.flatMap(({ lab, isInUse }) => (isInUse ? lab : [])));
  // Of a lab that is down, only the ledger is left.
  const ledgers = options.volumes ? await labFolders(context.env) : [];
  const names = new Set([...mine, ...ledgers].map(({ lab }) => lab));
  for (const lab of [...names].filter((name) => !inUse.has(name))) {
    try {
      labs.push(await removeOneLab(lab, options, context));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      failed.push({ lab, error });
    }
  }
  return { labs, failed };
}

/** Removes the images that the program built, from the engine that the environment names. @throws LabError */
export async function removeBuiltImages(context: Context): Promise<string[]> {
  const { runtimes, unasked } = await openRuntimesOf(undefined, context);
  if (unasked) throw unasked;
  const results = await Promise.all(runtimes.map(({ runtime }) => runtime.removeBuilt()));
  const inUse = results.flatMap((result) => result.inUse);
  if (inUse.length > 0) lineTo(context)(`Kept what a lab still uses: ${inUse.join(', ')}`);
  return results.flatMap(({ removed }) => removed);
}
