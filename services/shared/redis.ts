import { once } from 'node:events';
import { Redis } from 'ioredis';

/** Longer than connecting to a far-away Redis takes; shorter than callers wait. */
const THERE_WITHIN_MS = 5_000;
const RECONNECT_MS = 250;

/** Connects, and goes on trying while there is nobody; each reason for that is said once. */
export function connectRedis(url: string): Redis {
  // A command that cannot be sent fails now: nobody waits for its answer later.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  const said = new Set<string>();
  redis.on('error', ({ message }: Error) => {
    if (!said.has(message)) console.error(`Redis: ${message}`);
    said.add(message);
  });
  redis.on('ready', () => said.clear());
  return redis;
}

/**
 * Waits for what the connection says when it can be used.
 *
 * @throws Error that says where nobody was found
 */
export async function awaitRedis(redis: Redis, event: string): Promise<void> {
  await once(redis, event, { signal: AbortSignal.timeout(THERE_WITHIN_MS) }).catch(() => {
    throw new Error(`Redis at ${redis.options.host}:${redis.options.port} is not there`);
  });
}
