import { LabError, reasonOf } from '../../src/base/errors.ts';
import type { Making } from '../images/go-part.ts';

/**
 * A part that only some tests need: without it they are skipped, and the others run.
 *
 * @returns undefined when it is not available, after logging the reason
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
