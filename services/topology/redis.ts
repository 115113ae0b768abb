import { awaitRedis, connectRedis } from '../shared/redis.ts';
import type { RedisCall } from './endpoints.ts';

const VALUE = 'jaeger-lab';

/** Returns a function that sends one command to the Redis at `url`; a key that was never set is empty. */
export function openRedis(url: string): (call: RedisCall) => Promise<unknown> {
  const redis = connectRedis(url);
  return async ({ redis: command, keys }) => {
    if (redis.status !== 'ready') await awaitRedis(redis, 'ready');
    const [key = ''] = keys;
    switch (command) {
      case 'get':
        return redis.get(key);
      case 'set':
        return redis.set(key, VALUE);
      case 'mget':
        return redis.mget(...keys);
      case 'mset':
        return redis.mset(Object.fromEntries(keys.map((each) => [each, VALUE])));
      case 'del':
        return redis.del(...keys);
    }
  };
}
