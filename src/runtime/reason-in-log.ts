import { messageOf } from '../base/log-entry.ts';
import { storageFailure } from '../base/storage-failure.ts';

/** How many of a component's last lines are read: the frames of one error of a server in Java are more than the rest. */
export const LINES_READ = 150;
const LINES_SHOWN = 25;
const FRAME = /^\s+at /;
const FRAMES_SHOWN = 3;

/** The end of a log that may contain the reason of a component's end: of a stack trace only the first frames. */
export function endOfLog(lines: readonly string[]): string[] {
  let frames = 0;
  const isShown = (line: string): boolean => {
    frames = FRAME.test(line) ? frames + 1 : 0;
    return frames <= FRAMES_SHOWN;
  };
  return lines.filter(isShown).slice(-LINES_SHOWN);
}

/**
 * How a component ended, with a known failure of a storage as the reason, else with the last line of its log, which
 * need not be the reason: a killed process writes none.
 *
 * @param how "ended with exit code 1"
 * @param log its last lines
 */
export function endedAs(how: string, log: readonly string[]): string {
  const lines = endOfLog(log);
  const known = storageFailure([how, ...lines])?.sentence;
  if (known !== undefined) return `${how}: ${known}`;
  // The traces of all goroutines follow.
  const last = log.find((line) => line.startsWith('panic: ')) ?? lines.at(-1);
  return last === undefined ? how : `${how}; last log line: ${messageOf(last)}`;
}
