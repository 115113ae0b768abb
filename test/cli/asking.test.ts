import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { expectedSpanCount } from '../../src/model/hierarchy.ts';
import { asking } from '../../src/cli/asking.ts';
import { scenarioNamed } from '../../src/cli/scenario-named.ts';

describe('asking a scenario for one of its variants', () => {
  const unknown: [title: string, scenario: string, message: RegExp, hint: RegExp][] = [
    ['where it has none', 'tutorial', /tutorial has no request "bached"/, /leave --request out/],
    ['that it lacks', 'file-sync', /file-sync has no request "bached"/, /of: one-by-one, batched/],
  ];
  for (const [title, scenario, message, hint] of unknown)
    test(`${title}, is refused with what there is`, () => {
      assert.throws(
        () => asking(scenarioNamed(scenario), 'bached'),
        (error: LabError) =>
          message.test(error.message) && hint.test(error.hint ?? '') && error.exitCode === 2,
      );
    });

  test('gives its path and the trace that it leaves; without one the scenario is as it was', () => {
    const fileSync = scenarioNamed('file-sync');
    const { entry, expected } = asking(fileSync, 'batched');
    assert.deepEqual([entry.path, expectedSpanCount(expected)], ['/sync?mode=batched', 4]);
    assert.equal(asking(fileSync, undefined), fileSync);
    assert.equal(expectedSpanCount(fileSync.expected), 18);
  });
});
