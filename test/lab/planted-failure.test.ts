import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canFail, mayBePlanted } from '../../src/lab/planted-failure.ts';
import type { FailureKind } from '../../src/load/request-record.ts';

const TOOK = { sentMs: 1000, finishedMs: 11_000 };

describe('a failure that may be planted', () => {
  const fault = 'payment:error';
  const cases: [title: string, failure: FailureKind, planted: object, isPlanted: boolean][] = [
    ['by a fault that the request carried', 'http-status', { fault }, true],
    ['by a fault that was injected', 'timeout', { injected: ['payment'] }, true],
    ['by a delay that the request carried', 'timeout', { fault: 'payment:delay=2s' }, true],
    ['a delay too short for it', 'timeout', { fault: 'payment:jitter=10ms' }, false],
    ['by the design of its scenario', 'http-status', { mayFail: true }, true],
    ['without any of them', 'http-status', {}, false],
    ['a refused connection, with a fault', 'refused', { fault }, false],
    ['a connection that was reset, with a fault', 'reset', { injected: ['payment'] }, false],
  ];
  for (const [title, failure, planted, isPlanted] of cases) {
    test(`${title}: ${isPlanted ? 'yes' : 'no'}`, () => {
      const { mayFail = false, ...rest } = { failure, ...TOOK, ...planted } as typeof TOOK & {
        readonly failure: FailureKind;
        readonly fault?: string;
        readonly injected?: string[];
        readonly mayFail?: boolean;
      };
      assert.equal(mayBePlanted(rest, rest, mayFail), isPlanted);
    });
  }
});

describe('an injected fault that can make a request of 10 s fail', () => {
  const none = { delayMs: 0, jitterMs: 0, ratio: 1, errorRate: 0 };
  const cases: [title: string, fault: object, can: boolean][] = [
    ['an error', { errorRate: 0.1 }, true],
    ['a delay as long', { delayMs: 10_000 }, true],
    ['a delay at each of several calls', { delayMs: 600, jitterMs: 600 }, true],
    ['a delay of a thousandth', { delayMs: 10 }, false],
    ['nothing', {}, false],
  ];
  for (const [title, fault, can] of cases)
    test(`${title}: ${can ? 'yes' : 'no'}`, () => {
      assert.equal(canFail({ ...none, ...fault }, { failed: [TOOK], all: false, calls: 1 }), can);
    });
});

describe('an injected fault that can make all requests fail, each after 10 s', () => {
  const none = { delayMs: 0, jitterMs: 0, ratio: 1, errorRate: 0 };
  const cases: [title: string, fault: object, requests: number, calls: number, can: boolean][] = [
    ['an error of each', { errorRate: 1 }, 50, 1, true],
    ['an error of one in two, of two', { errorRate: 0.5 }, 2, 1, true],
    ['an error of one in two, of fifty', { errorRate: 0.5 }, 50, 1, false],
    ['a delay of most of it', { delayMs: 8000 }, 50, 1, true],
    ['a delay of half of it', { delayMs: 5000 }, 50, 1, false],
    ['a delay of a part, at each of twenty calls', { delayMs: 500 }, 50, 20, true],
    ['a long delay of one in a hundred', { delayMs: 60_000, ratio: 0.01 }, 2, 1, false],
  ];
  for (const [title, fault, requests, calls, can] of cases)
    test(`${title}: ${can ? 'yes' : 'no'}`, () => {
      const failed = new Array<typeof TOOK>(requests).fill(TOOK);
      assert.equal(canFail({ ...none, ...fault }, { failed, all: true, calls }), can);
    });
});
