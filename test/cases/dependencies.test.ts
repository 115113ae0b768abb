import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependencies } from '../../src/analysis/dependencies.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { caseTraces } from '../support/cases.ts';

const cases: [name: string, edges: string[]][] = [
  ['43-remote-parent-never-reported', ['catalogue → mysql (database) 20']],
  ['51-batch-consumer', ['emitter → sink (service) 5']],
  ['min-deps-nokind', ['old-front → old-back (service) 1']],
  [
    'min-deps-client',
    ['shop-customer → shop-mysql (service) 1', 'shop-mysql → mysql (database) 1'],
  ],
  ['50-internal-across-services', ['cli → srv (service) 1', 'srv → worker (service) 1']],
  ['04-zipkin-shared-span', ['back → postgresql (database) 1', 'front → back (service) 1']],
];
for (const [name, expected] of cases)
  test(name, () => {
    const { edges } = dependencies(caseTraces(name), { outside: false });
    assert.deepEqual(
      edges.map(({ from, to, count }) => `${from.name} → ${to.name} (${to.type}) ${count}`).sort(),
      expected,
    );
  });

test('a client and a server that share an id are ranked as two', () => {
  const { sections, incomplete } = slowest(caseTraces('04-zipkin-shared-span'), {
    by: 'path',
    limit: 10,
  });
  assert.equal(incomplete.traces, 0);
  assert.deepEqual(
    sections.flatMap(({ paths }) =>
      paths.map(
        ({ steps, meanUs }) => `${steps.at(-1)?.service} ${steps.at(-1)?.name} ${meanUs / 1000}`,
      ),
    ),
    ['back SELECT 40', 'front GET / 20', 'front GET 20', 'back GET /api 20'],
  );
});
