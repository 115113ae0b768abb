import { awaitRedis, connectRedis } from '../shared/redis.ts';

/** The files of the client that asks. */
export const FILES: readonly string[] = Array.from(
  { length: 15 },
  (_, i) => `notes/${String(i + 1).padStart(2, '0')}.md`,
);

const keyOf = (file: string): string => `revision:${file}`;

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
  const redis = connectRedis(url);
  let isFilled = false;
  redis.on('close', () => (isFilled = false));
  redis.on('ready', () => {
    const keys = Object.fromEntries(FILES.map((file, i) => [keyOf(file), `r${i + 1}`]));
    redis.mset(keys).then(
      () => {
        isFilled = true;
        redis.emit('filled');
      },
      (error: unknown) => redis.emit('error', error),
    );
  });
  const filled = async (): Promise<void> => {
    if (!isFilled) await awaitRedis(redis, 'filled');
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
