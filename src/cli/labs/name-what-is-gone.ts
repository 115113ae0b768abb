import { EXIT, LabError } from '../../base/errors.ts';
import type { LabState } from '../../lab/state.ts';
import type { Context } from '../context.ts';
import { openRuntimeOf } from './open-runtime.ts';
import { stateSentence } from '../../base/state-sentence.ts';

/**
 * Runs `work` on a lab; when it fails and components of the lab do not run, the error names them and the repair.
 *
 * @throws whatever `work` throws
 */
export async function namingWhatIsGone<T>(
  state: LabState,
  context: Context,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LabError) || !MAY_BE_GONE.has(error.exitCode)) throw error;
    const gone = await goneFrom(state, context).catch(() => []);
    if (gone.length === 0) throw error;
    throw new LabError(error.message, {
      evidence: [...error.evidence, ...gone],
      hint: 'jaeger-lab repair',
      exitCode: error.exitCode,
      cause: error,
    });
  }
}

const MAY_BE_GONE: ReadonlySet<number> = new Set([EXIT.no, EXIT.notReady, EXIT.tracesLate]);

async function goneFrom(state: LabState, context: Context): Promise<string[]> {
  const { runtime } = await openRuntimeOf(state, context);
  const found = await runtime.find(state.name);
  return state.components.flatMap(({ name }) => {
    const now = found.find((one) => one.name === name);
    if (now?.state === 'running') return [];
    return [now?.ended ? `${name} ${now.ended}` : stateSentence(name, now?.state ?? 'missing')];
  });
}
