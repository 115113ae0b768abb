import { EXIT, LabError } from '../base/errors.ts';

/** The error for a log that is asked for and is not there: no lab, or no such component in it. */
export function nothingToShow(
  lab: string,
  component: string | undefined,
  names: readonly string[],
): LabError {
  if (names.length === 0)
    return new LabError(`there is no lab "${lab}"`, { hint: 'jaeger-lab up' });
  return new LabError(`lab "${lab}" has no component "${component ?? ''}"`, {
    hint: `one of: ${names.toSorted().join(', ')}`,
    exitCode: EXIT.usage,
  });
}
