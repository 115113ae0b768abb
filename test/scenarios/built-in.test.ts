import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expectedSpanCount } from '../../src/model/hierarchy.ts';
import { scenarios } from '../../src/scenarios/all.ts';
import { requestsOf } from '../../src/scenarios/requests-of.ts';
import { parseTopology } from '../../src/scenarios/topology-file.ts';
import { scenarioOf } from '../../src/scenarios/topology-scenario.ts';

const syncAsking = (call: string): string => `services:
  sync-gateway: { GET /sync: { calls: [sync GET /files] } }
  sync: { GET /files: { calls: [${call}] } }
requests: { go: sync-gateway GET /sync }
`;

/** What each request leaves, as a user would describe it in a file of their own. */
const cases: [scenario: string, request: string, spans: number, file: string][] = [
  [
    'tutorial',
    'entry',
    5,
    `services:
  gateway: { GET /process: { calls: [validator GET /validate, enricher GET /enrich] } }
  validator: { GET /validate: }
  enricher: { GET /enrich: }
requests: { go: gateway GET /process }
`,
  ],
  [
    'checkout',
    'entry',
    7,
    `services:
  api-gateway: { POST /checkout: { calls: [user POST /user] } }
  user: { POST /user: { calls: [order POST /order] } }
  order: { POST /order: { calls: [payment POST /pay] } }
  payment: { POST /pay: }
requests: { go: api-gateway POST /checkout }
`,
  ],
  ['file-sync', 'one-by-one', 18, syncAsking('{ redis: get revision, times: 15 }')],
  ['file-sync', 'batched', 4, syncAsking('redis: mget one two three')],
];

describe('what a built-in scenario leaves is what a file of the same services would', () => {
  for (const [name, request, spans, file] of cases)
    test(`${name}: ${request}`, () => {
      const scenario = scenarios.find((one) => one.name === name);
      assert.ok(scenario);
      const expected = requestsOf(scenario).find((one) => one.name === request)?.expected;
      assert.ok(expected);
      assert.equal(expectedSpanCount(expected), spans);
      assert.deepEqual(expected, scenarioOf(parseTopology(file, 't.yaml', 't')).expected);
    });
});
