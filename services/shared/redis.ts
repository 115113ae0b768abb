import { once } from 'node:events';
import { Redis } from 'ioredis';
import { log } from './log.ts';

/** Longer than a connection to a remote Redis takes; shorter than the callers' timeout. */
const THERE_WITHIN_MS = 5_000;
const RECONNECT_MS = 250;

/** Connects, and retries until Redis answers; each reason is logged once. */
export function connectRedis(url: string): Redis {
  // A command that cannot be sent fails at once: its caller would time out.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  const said = new Set<string>();
  redis.on('error', ({ message }: Error) => {
    if (!said.has(message)) log('error', `Redis: ${message}`, 'process');
    said.add(message);
  });
  redis.on('ready', () => said.clear());
  return redis;
}

/**
 * Waits until the connection is ready.
 *
 * @throws Error with the address that did not answer
 */
export async function awaitRedis(redis: Redis, event: string): Promise<void> {
  await once(redis, event, { signal: AbortSignal.timeout(THERE_WITHIN_MS) }).catch(() => {
    throw new Error(`cannot reach Redis at ${redis.options.host}:${redis.options.port}`);
  });
}
