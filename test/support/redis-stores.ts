import { dirname } from 'node:path';

const { JAEGER_LAB_TEST_REDIS: redis } = process.env;

/** What a lab without containers can have for its Redis: what is on the PATH decides, and `up` says which it is. */
export const REDIS_STORES = [
  {
    title: 'a real Redis',
    path: `${dirname(redis ?? '')}:/usr/bin:/bin`,
    runs: /^component\tredis\t\t\/.*redis-server\t/m,
    skip: redis === undefined && 'there is no redis-server, and none could be had',
  },
  {
    title: 'the embedded store',
    path: '/no-such-folder',
    runs: /^component\tredis\t\tembedded store \(no redis-server\)\t/m,
    skip: false,
  },
];
