import { once } from 'node:events';
import { Redis } from 'ioredis';

/** The files of the client that asks. */
export const FILES: readonly string[] = Array.from(
  { length: 15 },
  (_, i) => `notes/${String(i + 1).padStart(2, '0')}.md`,
);

const keyOf = (file: string): string => `revision:${file}`;

/** Longer than connecting to a far-away Redis and writing the keys takes; shorter than callers wait. */
const FILLED_WITHIN_MS = 5_000;
const RECONNECT_MS = 250;

/** Which revision of each file is the newest: kept in Redis. */
export interface FileIndex {
  /** One question for each file, each asked when the one before is answered. */
  oneByOne(files: readonly string[]): Promise<(string | null)[]>;
  /** One question for all of them. */
  batched(files: readonly string[]): Promise<(string | null)[]>;
}

/**
 * Connects, and goes on trying while there is nobody. Redis may have been started anew and be empty, so that every
 * connection begins with writing what is to be read.
 */
export function openIndex(url: string): FileIndex {
  // A command that cannot be sent fails now: nobody waits for its answer later.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  let isFilled = false;
  let said = '';
  const say = ({ message }: Error): void => {
    if (message !== said) console.error(`Redis: ${message}`);
    said = message;
  };
  redis.on('error', say);
  redis.on('close', () => (isFilled = false));
  redis.on('ready', () => {
    const keys = Object.fromEntries(FILES.map((file, i) => [keyOf(file), `r${i + 1}`]));
    redis.mset(keys).then(() => {
      isFilled = true;
      said = '';
      redis.emit('filled');
    }, say);
  });
  const filled = async (): Promise<void> => {
    if (isFilled) return;
    await once(redis, 'filled', { signal: AbortSignal.timeout(FILLED_WITHIN_MS) }).catch(() => {
      throw new Error(`Redis at ${redis.options.host}:${redis.options.port} is not there`);
    });
  };
  return {
    async oneByOne(files) {
      await filled();
      const revisions: (string | null)[] = [];
      for (const file of files) revisions.push(await redis.get(keyOf(file)));
      return revisions;
    },
    async batched(files) {
      await filled();
      return redis.mget(files.map(keyOf));
    },
  };
}
