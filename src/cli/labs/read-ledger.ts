import { LabError } from '../../base/errors.ts';
import type { LabFolder } from '../../lab/lab-folder.ts';
import { type Run, readRun, runIds } from '../../lab/runs.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';

/** The runs of a ledger, the latest first. A run whose file is damaged is reported, and does not hide the others. */
export async function* readLedger(folder: LabFolder, context: Context): AsyncGenerator<Run> {
  const ids = await runIds(folder);
  for (const id of ids.toReversed()) {
    try {
      yield await readRun(folder, id);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      lineTo(context)(error.message);
    }
  }
}
