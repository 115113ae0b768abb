import type { ExpectedSpan } from '../model/hierarchy.ts';
import { httpService } from './http-service.ts';
import { redisPart } from './redis-components.ts';
import type { NamedRequest, Scenario } from './scenario.ts';

/** Files that a request asks Redis for. */
const FILES = 15;
const ROUND_TRIP_MS = 73;
const redis = redisPart(ROUND_TRIP_MS, 'relay');

/** gateway → sync, and below it what sync asks Redis. */
const asking = (...questions: readonly string[]): ExpectedSpan => ({
  service: 'sync-gateway',
  name: 'GET /sync',
  kind: 'server',
  children: [
    {
      service: 'sync-gateway',
      name: 'GET',
      kind: 'client',
      children: [
        {
          service: 'sync',
          name: 'GET /files',
          kind: 'server',
          children: questions.map((name) => ({
            service: 'sync',
            name,
            kind: 'client',
            children: [],
          })),
        },
      ],
    },
  ],
});

const oneByOne: NamedRequest = {
  name: 'one-by-one',
  path: '/sync?mode=one-by-one',
  weight: 1,
  expected: asking(...Array.from({ length: FILES }, () => 'get')),
};

const batched: NamedRequest = {
  name: 'batched',
  path: '/sync?mode=batched',
  weight: 0,
  expected: asking('mget'),
};

export const fileSync: Scenario = {
  name: 'file-sync',
  about: `sync-gateway → sync → a Redis ${ROUND_TRIP_MS} ms away: ${FILES} questions one by one, or one for all`,
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
