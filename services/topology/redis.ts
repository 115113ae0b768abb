import { awaitRedis, connectRedis } from '../shared/redis.ts';
import type { RedisCall } from './endpoints.ts';

const VALUE = 'jaeger-lab';

/** Asks the Redis at `url` one question at a time, as often as it is called; a key that nobody has set is empty. */
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
