import { counted } from '../../model/counted.ts';
import { readEmbeddedStatus } from '../../jaeger/embedded-status.ts';
import { addressIn, type LabState, type Placed } from '../../lab/state.ts';
import type { Context } from '../context.ts';
import { type StoreProblem, settingsOf } from './storage-of.ts';

/**
 * What keeps traces out of a lab's storage, or has put them out of it again.
 *
 * @param expected traces that should be there
 * @returns undefined where nothing is known to be wrong
 */
export async function storeProblem(
  state: LabState,
  expected: number,
  context: Context,
): Promise<StoreProblem | undefined> {
  if (state.jaeger === 'embedded') return evictedIn(state, expected);
  if (state.madeWith?.deployment === undefined) return undefined;
  // Loads what asks a storage only for a lab that has one.
  const { storageProblem } = await import('./storage-status.ts');
  return storageProblem(state, await settingsOf(state, context), context);
}

/**
 * A store that holds fewer traces than one run sent has dropped the first of them.
 *
 * @returns undefined for one that has not
 */
export async function evictedIn(
  state: Placed,
  expected: number,
): Promise<StoreProblem | undefined> {
  const { store } = (await readEmbeddedStatus(addressIn(state, 'jaeger', 'health'))) ?? {};
  if (!store || store.evictedTraces === 0 || store.traces >= expected) return undefined;
  return {
    problem: `the embedded Jaeger: its memory holds ${counted(store.traces, 'trace')}, and the oldest made room for newer ones`,
    cure: `send fewer requests at a time: --n ${store.traces}; or keep traces on disk: jaeger-lab up --production`,
  };
}
