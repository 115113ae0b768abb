import { LabError, reasonOf } from '../../src/base/errors.ts';
import type { Making } from '../images/go-part.ts';

/**
 * A program that only some tests need: without it they are skipped, and the others run.
 *
 * @param variable the environment variable that names the program
 * @returns the variable, or the one with `_MISSING` appended that holds the reason
 */
export async function programOrReason(
  variable: string,
  program: Promise<string>,
  making: Making,
): Promise<Record<string, string>> {
  try {
    return { [variable]: await program };
  } catch (failure) {
    if (!(failure instanceof LabError) || making.signal?.aborted) throw failure;
    making.note([reasonOf(failure), ...failure.evidence].join('\n  '));
    return { [`${variable}_MISSING`]: failure.message };
  }
}
