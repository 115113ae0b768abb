import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabError } from '../../../src/base/errors.ts';
import type { Scenario } from '../../../src/scenarios/scenario.ts';
import { expectedSpanCount } from '../../../src/model/hierarchy.ts';
import { askingFor, scenarioNamed } from '../../../src/cli/labs/scenario-named.ts';

const asked = (name: string, request?: string): Scenario => {
  const scenario = scenarioNamed(name);
  return request === undefined ? scenario : askingFor(scenario, request);
};

describe('a scenario by its name', () => {
  const unknown: [title: string, args: [string, string?], message: RegExp, hint: RegExp][] = [
    [
      'that there is not',
      ['tutorail'],
      /unknown scenario "tutorail"/,
      /one of: tutorial, checkout/,
    ],
    [
      'with a request, where it has only one',
      ['tutorial', 'batched'],
      /the scenario tutorial has no request "batched"/,
      /it has only one request: omit --request/,
    ],
    [
      'with a request that it does not name',
      ['file-sync', 'bached'],
      /the scenario file-sync has no request "bached"/,
      /one of: one-by-one, batched/,
    ],
  ];
  for (const [title, args, message, hint] of unknown)
    test(`${title}, is refused with what there is`, () => {
      assert.throws(
        () => asked(...args),
        (error: LabError) =>
          message.test(error.message) && hint.test(error.hint ?? '') && error.exitCode === 2,
      );
    });

  test('asks for what the request says, and expects the trace that it leaves', () => {
    const { entry, expected } = asked('file-sync', 'batched');
    assert.deepEqual([entry.path, expectedSpanCount(expected)], ['/sync?mode=batched', 4]);
    assert.equal(expectedSpanCount(scenarioNamed('file-sync').expected), 18);
  });
});
