import { awaitRedis, connectRedis } from '../shared/redis.ts';

/** The files of the client. */
export const FILES: readonly string[] = Array.from(
  { length: 15 },
  (_, i) => `notes/${String(i + 1).padStart(2, '0')}.md`,
);

const keyOf = (file: string): string => `revision:${file}`;

/** The newest revision of each file, stored in Redis. */
export interface FileIndex {
  /** One Redis call per file, each after the previous one has returned. */
  oneByOne(files: readonly string[]): Promise<(string | null)[]>;
  /** One Redis call for all files. */
  batched(files: readonly string[]): Promise<(string | null)[]>;
}

/**
 * Connects, and retries until Redis answers. Redis may have restarted and be empty, so that every connection starts by
 * writing the data.
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
