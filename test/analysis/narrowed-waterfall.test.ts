import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { narrowed } from '../../src/analysis/narrowed-waterfall.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const trace = traceOf([
  span('gateway', 'root', [0, 100], {}, [
    span('validator', 'a', [1, 20], {}, [span('mysql', 'b', [2, 10])]),
    span('enricher', 'c', [20, 90], {}, [
      span('redis', 'd', [30, 40]),
      span('redis', 'e', [50, 80], {}, [span('disk', 'f', [51, 60])]),
    ]),
  ]),
]);
const all = waterfall(trace);

describe('rows that are wanted, and those above them', () => {
  const cases: [wanted: string, shown: string][] = [
    ['', ''],
    ['a', 'root a'],
    ['b', 'root a b'],
    ['b f', 'root a b c e f'],
    ['d e', 'root c d e'],
    ['root', 'root'],
    ['a b c d e f root', 'root a b c d e f'],
  ];
  for (const [wanted, shown] of cases) {
    test(wanted === '' ? 'none' : wanted, () => {
      const found = narrowed(all, ({ name }) => wanted.split(' ').includes(name));
      assert.equal(found.rows.map(({ spans: [first] }) => first.name).join(' '), shown);
      assert.equal(found.hiddenSpans, 7 - found.rows.length);
    });
  }
});
