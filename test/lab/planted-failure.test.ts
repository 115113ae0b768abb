import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mayBePlanted } from '../../src/lab/planted-failure.ts';
import type { FailureKind } from '../../src/load/request-record.ts';

describe('a failure that may be planted', () => {
  const fault = 'payment:error';
  const cases: [title: string, failure: FailureKind, planted: object, isPlanted: boolean][] = [
    ['by a fault that the request carried', 'http-status', { fault }, true],
    ['by a fault that was injected', 'timeout', { injected: ['payment'] }, true],
    ['by the design of its scenario', 'http-status', { mayFail: true }, true],
    ['without any of them', 'http-status', {}, false],
    ['a refused connection, with a fault', 'refused', { fault }, false],
    ['a connection that was reset, with a fault', 'reset', { injected: ['payment'] }, false],
  ];
  for (const [title, failure, planted, isPlanted] of cases) {
    test(`${title}: ${isPlanted ? 'yes' : 'no'}`, () => {
      const { mayFail = false, ...rest } = { failure, ...planted } as {
        readonly failure: FailureKind;
        readonly fault?: string;
        readonly injected?: string[];
        readonly mayFail?: boolean;
      };
      assert.equal(mayBePlanted(rest, rest, mayFail), isPlanted);
    });
  }
});
