import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeatedCalls } from '../../src/analysis/n-plus-one.ts';
import { caseTrace } from '../support/cases.ts';

const found = (name: string) =>
  repeatedCalls(caseTrace(name)).map(({ verdict, retries }) => ({ verdict, retries }));

test('calls that repeat a failed one are retries', () => {
  assert.deepEqual(found('83-six-retries'), [{ verdict: 'retries', retries: 5 }]);
  assert.deepEqual(
    found('20-retries').filter(({ verdict }) => verdict !== 'retries'),
    [],
  );
});

for (const name of ['24-internal-siblings', '85-promise-all-redis'])
  test(`${name}: nothing to save`, () => assert.deepEqual(found(name), []));
