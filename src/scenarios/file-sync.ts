import type { ExpectedSpan } from '../model/hierarchy.ts';
import { type CallText, expectedOf } from './described.ts';
import { httpService } from './http-service.ts';
import { redisPart } from './redis-components.ts';
import type { NamedRequest, Scenario } from './scenario.ts';

/** Number of files that a request reads from Redis. */
const FILES = 15;
const ROUND_TRIP_MS = 73;
const redis = redisPart(ROUND_TRIP_MS, 'relay');

/** gateway → sync, and the Redis commands of sync. */
const asking = (...questions: readonly CallText[]): ExpectedSpan =>
  expectedOf('sync-gateway GET /sync', {
    'sync-gateway GET /sync': ['sync GET /files'],
    'sync GET /files': questions,
  });

const oneByOne: NamedRequest = {
  name: 'one-by-one',
  path: '/sync?mode=one-by-one',
  weight: 1,
  expected: asking(...Array.from({ length: FILES }, () => 'redis: get revision' as const)),
};

const batched: NamedRequest = {
  name: 'batched',
  path: '/sync?mode=batched',
  weight: 0,
  expected: asking('redis: mget revisions'),
};

export const fileSync: Scenario = {
  name: 'file-sync',
  about: `sync-gateway → sync → a Redis ${ROUND_TRIP_MS} ms away: ${FILES} calls one by one, or one batched call`,
  entry: { component: 'sync-gateway', port: 'http', method: 'GET', path: oneByOne.path },
  expected: oneByOne.expected,
  requests: [oneByOne, batched],
  redis: { roundTripMs: ROUND_TRIP_MS },
  components: [
    ...redis.components,
    httpService('sync', 5201, (address) => ({ REDIS_URL: redis.url(address) })),
    httpService('sync-gateway', 5200, (address) => ({
      SYNC_URL: `http://${address('sync', 'http')}`,
    })),
  ],
};
