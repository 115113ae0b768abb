import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LabError } from '../../src/base/errors.ts';
import { resolveTraceId } from '../../src/cli/resolve-trace.ts';

const IDS = ['abc1', 'abc2', 'def0'].map((start) => start.padEnd(32, '7'));

describe('the beginning of a trace id', () => {
  const cases: [title: string, typed: string, id: string][] = [
    ['of one trace', 'd', IDS[2]!],
    ['in capitals', 'ABC1', IDS[0]!],
    ['whole, and known', IDS[1]!, IDS[1]!],
    ['whole, and unknown', 'f'.repeat(32), 'f'.repeat(32)],
    ['an id of 64 bits', '1'.repeat(16), '1'.repeat(16).padStart(32, '0')],
  ];
  for (const [title, typed, id] of cases) {
    test(title, () => assert.equal(resolveTraceId(typed, [...IDS, IDS[0]!], 'run 1'), id));
  }

  const errors: [title: string, typed: string, sentence: RegExp, hint: RegExp][] = [
    ['of several traces', 'abc', /beginning of 2 traces of run 1/, /abc17+, abc27+/],
    ['of none', 'f', /no trace of run 1 begins with f/, /whole id/],
    ['no hex', 'xyz', /"xyz" is not a trace id/, /hex digits/],
    ['nothing', '', /"" is not a trace id/, /hex digits/],
  ];
  for (const [title, typed, sentence, hint] of errors) {
    test(`${title}: usage`, () => {
      assert.throws(
        () => resolveTraceId(typed, IDS, 'run 1'),
        (error: LabError) =>
          sentence.test(error.message) && hint.test(error.hint ?? '') && error.exitCode === 2,
      );
    });
  }
});
