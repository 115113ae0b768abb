import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leastTimes } from '../../src/scenarios/least-time.ts';
import { endpointText, type Topology } from '../../src/scenarios/topology.ts';
import { parseTopology } from '../../src/scenarios/topology-file.ts';

const leastMs = (endpoint: string): number => {
  const topology: Topology = parseTopology(
    `${endpoint.includes('redis') ? 'redis: { latency: 30ms }' : ''}
services:
  a:
    GET /x: { ${endpoint} }
  b: { GET /y: { latency: 200ms } }
  c: { GET /z: { latency: { uniform: { from: 50ms, to: 80ms } }, calls: [b GET /y] } }
requests: { go: a GET /x }
`,
    't.yaml',
    't',
  );
  const endpoints = topology.services.flatMap((service) => service.endpoints);
  const byName = new Map(endpoints.map((one) => [endpointText(one), one]));
  return leastTimes(
    byName,
    topology.redis?.roundTripMs ?? 0,
  )({ service: 'a', method: 'GET', path: '/x' });
};

describe('the least time of an endpoint', () => {
  const cases: readonly [title: string, endpoint: string, ms: number][] = [
    ['is its latency', 'latency: 10ms', 10],
    ['is the lower end of a uniform latency', 'latency: { uniform: { from: 5ms, to: 9ms } }', 5],
    ['is nothing of an exponential latency', 'latency: { exponential: { mean: 9ms } }', 0],
    ['is nothing of a normal latency', 'latency: { normal: { mean: 9ms, deviation: 1ms } }', 0],
    ['counts calls one after the other', 'latency: 10ms, calls: [b GET /y, c GET /z]', 460],
    ['counts the longest of calls side by side', 'calls: [parallel: [b GET /y, c GET /z]]', 250],
    ['counts a call as often as it is made', 'calls: [{ call: b GET /y, times: 3 }]', 600],
    [
      'counts calls once that are repeated side by side',
      'calls: [parallel: [{ call: b GET /y, times: 3 }]]',
      200,
    ],
    ['counts each question to Redis', 'calls: [{ redis: get k, times: 4 }]', 120],
  ];
  for (const [title, endpoint, ms] of cases) test(title, () => assert.equal(leastMs(endpoint), ms));
});
