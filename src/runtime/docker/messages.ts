/** What an engine reports while it pulls, builds or loads: one JSON object per line. */
export interface EngineMessage {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly error?: string;
  readonly progressDetail?: Progress;
}

export interface Progress {
  readonly current?: number | undefined;
  readonly total?: number | undefined;
}

/** What `pull`, `buildImage` and `loadImage` really give; their types promise less. */
export type MessageStream = NodeJS.ReadableStream & { destroy(error: Error): unknown };

/** An engine that reports nothing for this long is given up. */
const SILENCE_MS = 60_000;

/** Reads an engine's messages to their end. @throws Error with the engine's words when one is an error */
export async function follow(
  stream: MessageStream,
  signal: AbortSignal,
  on: (message: EngineMessage) => void,
): Promise<void> {
  const giveUp = (): void =>
    void stream.destroy(new Error(`no progress for ${SILENCE_MS / 1000} s`));
  let silence = setTimeout(giveUp, SILENCE_MS);
  const abort = (): void => void stream.destroy(new Error('interrupted'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    let rest = '';
    for await (const chunk of stream) {
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line, on);
    }
    read(rest, on);
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', abort);
  }
}

function read(line: string, on: (message: EngineMessage) => void): void {
  if (line.trim() === '') return;
  const message = JSON.parse(line) as EngineMessage;
  if (message.error !== undefined) throw new Error(message.error);
  on(message);
}
