import { messageOf } from '../base/log-entry.ts';
import { storageFailure } from '../base/storage-failure.ts';

/** How many of a component's last lines may contain the reason of its end. */
export const LOG_LINES = 25;

/**
 * How a component ended, with a known failure of a storage as the reason, else with the last line of its log, which
 * need not be the reason: a killed process writes none.
 *
 * @param how "ended with exit code 1"
 */
export function endedAs(how: string, lines: readonly string[]): string {
  const known = storageFailure([how, ...lines])?.sentence;
  if (known !== undefined) return `${how}: ${known}`;
  const last = lines.at(-1);
  return last === undefined ? how : `${how}; last log line: ${messageOf(last)}`;
}
