import { LabError } from '../../base/errors.ts';
import { stillRuns } from '../../base/process-identity.ts';
import { labFolders } from '../../lab/lab-names.ts';
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
