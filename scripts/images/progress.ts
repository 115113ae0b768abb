import type { WriteStream } from 'node:tty';

/** How often a log gets a line of progress: a build of minutes is seen to go on, and fills no pages. */
const LOG_EVERY_MS = 30_000;
const SCREEN_EVERY_MS = 100;

export interface Lines {
  readonly note: (text: string) => void;
  readonly progress: (text: string) => void;
}

/** Lines on a stream: those that stay, and one of progress, which a terminal rewrites in place. */
export function progressOn(stream: WriteStream): Lines {
  const everyMs = stream.isTTY ? SCREEN_EVERY_MS : LOG_EVERY_MS;
  const clear = stream.isTTY ? '\r\u001b[K' : '';
  let shownAt = Date.now();
  return {
    note: (text) => void stream.write(`${clear}${text}\n`),
    progress(text) {
      if (Date.now() - shownAt < everyMs) return;
      shownAt = Date.now();
      stream.write(stream.isTTY ? clear + text.slice(0, stream.columns - 1) : `${text}\n`);
    },
  };
}
