import { EXIT, LabError } from '../../base/errors.ts';
import { stillRuns } from '../../base/process-identity.ts';
import { labFolder } from '../../lab/lab-folder.ts';
import { labFolders } from '../../lab/lab-names.ts';
import { runIds } from '../../lab/runs.ts';
import { readState } from '../../lab/state.ts';
import { takeDown } from '../../lab/take-down.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';
import { openRuntimeOf } from './open-runtime.ts';

/**
 * Takes down the labs that earlier runs of a command made for themselves and were killed before they could take them
 * down. One that cannot be taken down now is named, and left to the next run.
 */
export async function removeLeftovers(command: string, context: Context): Promise<void> {
  for (const folder of await labFolders(context.env)) {
    const state = await readState(folder).catch(() => undefined);
    const { temporary } = state ?? {};
    if (!state || temporary?.command !== command || (await stillRuns(temporary.process))) continue;
    const what = `lab "${folder.lab}" of a ${command} that was killed`;
    try {
      const { runtime } = await openRuntimeOf(state, context);
      await takeDown({ folder, runtimes: [runtime], clock: context.clock, keepsRuns: false });
      lineTo(context)(`Removed ${what}.`);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      lineTo(context)(`Could not remove ${what}: ${error.message}`);
    }
  }
}

/**
 * For a command that removes its lab at the end, with the ledger.
 *
 * @throws LabError (usage) where the user has a lab of that name, or the runs of one
 */
export async function throwIfUsed(command: string, lab: string, context: Context): Promise<void> {
  const folder = labFolder(lab, context.env);
  const state = await readState(folder);
  const isFree = state ? state.temporary !== undefined : (await runIds(folder)).length === 0;
  if (isFree) return;
  const what = state ? 'exists' : 'has runs';
  throw new LabError(`lab "${lab}" ${what}, and ${command} removes its lab at the end`, {
    hint: `use a lab of its own: leave out --name and JAEGER_LAB_NAME; or another --name`,
    exitCode: EXIT.usage,
  });
}
