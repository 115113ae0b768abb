import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedIn, closedText } from '../../src/viewer/app/data/closed-rows.ts';
import { drawnTrace } from '../../src/viewer/app/data/drawn-trace.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { span, traceOf } from '../support/trace-builder.ts';

/** A root with five calls, each of which makes one: rows 1, 3, 5, 7 and 9 can be closed. */
const { rows } = drawnTrace(
  waterfall(
    traceOf([
      span(
        'shop',
        'GET /',
        [0, 1000],
        { kind: 'server' },
        Array.from({ length: 5 }, (_, i) =>
          span('shop', `step ${i}`, [100 * i, 100 * i + 90], {}, [
            span('shop', 'work', [100 * i + 1, 100 * i + 80]),
          ]),
        ),
      ),
    ]),
  ),
);

describe('closed rows in an address', () => {
  for (const [closed, text] of [
    [[], undefined],
    [[3], '3'],
    [[0, 3], '0.3'],
    [[1, 3, 5, 7, 9], 'all'],
    [[1, 3, 5, 7], 'all.9'],
    [[0, 1, 3, 5, 7, 9], 'all.0'],
  ] as const)
    test(`${closed.join(' ')} is ${text ?? 'nothing'}`, () => {
      assert.equal(closedText(new Set(closed), rows), text);
      assert.deepEqual([...closedIn(text ?? null, rows)].sort(), [...closed].sort());
    });

  test('what names no row that can be closed is left out', () => {
    assert.deepEqual([...closedIn('2.99.x.-1.3', rows)], [3]);
  });
});
