import { LabError, reasonOf } from '../../src/base/errors.ts';
import type { Making } from '../images/go-part.ts';

/**
 * A part that only some tests need: they skip themselves without it, and the others run.
 *
 * @returns undefined where it cannot be had, after saying why; throws what is no fault of this machine's
 */
export async function orNothing<T>(part: Promise<T>, making: Making): Promise<T | undefined> {
  try {
    return await part;
  } catch (failure) {
    if (!(failure instanceof LabError) || making.signal?.aborted) throw failure;
    making.note([reasonOf(failure), ...failure.evidence].join('\n  '));
    return undefined;
  }
}
