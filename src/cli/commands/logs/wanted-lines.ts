import { logEntryIn } from '../../../base/log-entry.ts';
import type { LogLine } from '../../../runtime/runtime.ts';

/** From the least urgent on; other names of the same levels. */
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
const SAME: Readonly<Record<string, string>> = { warning: 'warn', err: 'error', critical: 'fatal' };

/** What `--level` takes. */
export const LEVEL_CHOICES = LEVELS.slice(1);

export interface LineFilter {
  /** A part of the line. */
  readonly grep?: string | undefined;
  /** The least urgent level that is wanted. */
  readonly level?: string | undefined;
}

/** Whether a line is wanted. One that is not JSON has no level. */
export function lineMatcher({ grep, level }: LineFilter): (line: Pick<LogLine, 'text'>) => boolean {
  return ({ text }) => {
    const entry = grep === undefined && level === undefined ? undefined : logEntryIn(text);
    const hasText = grep === undefined || text.includes(grep) || entry?.message.includes(grep);
    return hasText === true && (level === undefined || urgency(entry?.level) >= urgency(level));
  };
}

function urgency(level = ''): number {
  const name = level.toLowerCase();
  return LEVELS.findIndex((one) => one === (SAME[name] ?? name));
}

/** The last lines of each component, in the order of `lines`. */
export async function lastOfEach(
  lines: AsyncIterable<LogLine>,
  isWanted: (line: LogLine) => boolean,
  tail: number,
): Promise<LogLine[]> {
  const kept = new Map<string, LogLine[]>();
  for await (const line of lines) {
    if (!isWanted(line)) continue;
    const own = kept.get(line.component) ?? [];
    own.push(line);
    if (own.length > tail) own.shift();
    kept.set(line.component, own);
  }
  return [...kept.values()].flat();
}
