import { dirname } from 'node:path';
import { realProgram } from './real-programs.ts';

const redis = realProgram('JAEGER_LAB_TEST_REDIS');

/** What a lab without containers can have for its Redis: what is on the PATH decides, and `up` says which it is. */
export const REDIS_STORES = [
  {
    title: 'a real Redis',
    path: `${dirname(redis.path)}:/usr/bin:/bin`,
    runs: /^component\tredis\trunning\t\/.*redis-server\t/m,
    skip: redis.skip,
  },
  {
    title: 'the embedded store',
    path: '/no-such-folder',
    runs: /^component\tredis\trunning\tembedded store \(no redis-server\)\t/m,
    skip: false,
  },
];
