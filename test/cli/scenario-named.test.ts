import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { scenarioNamed } from '../../src/cli/scenario-named.ts';

describe('a scenario by its name', () => {
  const unknown: [title: string, args: [string, string?], message: RegExp, hint: RegExp][] = [
    ['that there is not', ['tutorail'], /no scenario "tutorail"/, /one of: tutorial, checkout/],
    [
      'with a request, where it has only one',
      ['tutorial', 'batched'],
      /the scenario tutorial has no request "batched"/,
      /it has only one: leave --request out/,
    ],
  ];
  for (const [title, args, message, hint] of unknown)
    test(`${title}, is refused with what there is`, () => {
      assert.throws(
        () => scenarioNamed(...args),
        (error: LabError) =>
          message.test(error.message) && hint.test(error.hint ?? '') && error.exitCode === 2,
      );
    });
});
