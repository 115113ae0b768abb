import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderFaults } from '../../../src/render/terminal/switched-faults.ts';
import { tsvRowsOf } from '../../support/tsv-rows.ts';

const PIPE = { format: 'tsv' as const, columns: 80, colour: false, unicode: true };
const PERSON = { ...PIPE, format: 'table' as const };
const NONE = { service: 'payment', delayMs: 0, jitterMs: 0, ratio: 1, errorRate: 0 };

describe('what is switched on, in a line', () => {
  const cases: [fault: Partial<typeof NONE>, line: string][] = [
    [{ delayMs: 2000 }, '2.00 s later on every request'],
    [{ delayMs: 2000, ratio: 0.1 }, '2.00 s later on 10 % of the requests'],
    [{ jitterMs: 100 }, 'up to 100 ms later on every request'],
    [{ delayMs: 250, jitterMs: 50, ratio: 0.5 }, '250 ms to 300 ms later on 50 % of the requests'],
    [{ errorRate: 1 }, 'an error for every request'],
    [
      { delayMs: 5, errorRate: 0.001 },
      '5.0 ms later on every request  an error for <1 % of the requests',
    ],
  ];
  for (const [fault, line] of cases) {
    test(line, () => {
      assert.equal(renderFaults([{ ...NONE, ...fault }], PERSON), `payment  ${line}\n`);
    });
  }
});

test('nothing is said to a person, and left out of a pipe', () => {
  assert.equal(renderFaults([], PERSON), 'Nothing is switched on.\n');
  assert.equal(renderFaults([], PIPE), '');
});

test('for a pipe: service, delay, jitter, the two shares', () => {
  const fault = { service: 'payment', delayMs: 250, jitterMs: 50, ratio: 0.5, errorRate: 0.25 };
  assert.deepEqual(tsvRowsOf(renderFaults([fault], PIPE)), [
    'fault\tpayment\t250000\t50000\t0.5\t0.25',
  ]);
});
