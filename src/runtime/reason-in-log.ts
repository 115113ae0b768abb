import { messageOf } from '../base/log-entry.ts';
import { storageFailure } from '../base/storage-failure.ts';

/** How many of a component's last lines may contain the reason of its end. */
export const LOG_LINES = 25;

/**
 * Why a component ended, as its log reports it: a known failure of a storage, else the last line.
 *
 * @param how "exit code 1", where it is known
 */
export function reasonInLog(lines: readonly string[], how = ''): string | undefined {
  const last = lines.at(-1);
  return storageFailure([how, ...lines])?.sentence ?? (last && messageOf(last));
}
