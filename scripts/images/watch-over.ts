import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * When a tool is ended: what is quick has an upper bound; what builds or downloads may take as long as it likes while
 * it writes something or a folder that it fills grows.
 */
export type Limit =
  { readonly withinMs: number } | { readonly silentMs: number; readonly filling?: string };

export interface Watch extends Disposable {
  /** Fires when the limit is reached. */
  readonly late: AbortSignal;
  /** To be called at each sign of life. */
  readonly alive: () => void;
}

/** Watches over a tool's limit until it is disposed. */
export function watchOver(limit: Limit): Watch {
  const late = new AbortController();
  const abort = (): void => late.abort();
  if ('withinMs' in limit) {
    const timer = setTimeout(abort, limit.withinMs);
    return {
      late: late.signal,
      alive: () => undefined,
      [Symbol.dispose]: () => clearTimeout(timer),
    };
  }
  let silence = setTimeout(abort, limit.silentMs);
  const alive = (): void => {
    clearTimeout(silence);
    silence = setTimeout(abort, limit.silentMs);
  };
  const { filling } = limit;
  let bytes = 0;
  const look = async (folder: string): Promise<void> => {
    const now = await sizeOf(folder);
    if (now !== bytes) alive();
    bytes = now;
  };
  // Often enough that the last look before the limit is never far from it.
  const looking = filling && setInterval(() => void look(filling), limit.silentMs / 10);
  return {
    late: late.signal,
    alive,
    [Symbol.dispose]() {
      clearTimeout(silence);
      if (looking) clearInterval(looking);
    },
  };
}

/** Bytes in a folder and below; what goes while it is read counts as nothing. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((total, size) => total + size, 0);
}
