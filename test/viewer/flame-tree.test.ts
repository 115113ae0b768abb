import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallPathTime } from '../../src/analysis/slowest-finding.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { micros } from '../../src/model/units.ts';
import { flameTree, nodeAt } from '../../src/viewer/app/data/flame-tree.ts';
import { span, traceOf } from '../support/trace-builder.ts';

const pathsOf = (workMs: number): readonly CallPathTime[] => {
  const root = span('shop', 'GET /', [0, 1000], { kind: 'server' }, [
    span('shop', 'bake', [0, workMs]),
  ]);
  const options = { by: 'path', limit: 10, settledUs: micros(2 ** 52) } as const;
  return slowest([traceOf([root])], options).sections[0]?.paths ?? [];
};

test('a place that was narrowed to has the figures of the newer traces', () => {
  const [before, after] = [flameTree(pathsOf(300)), flameTree(pathsOf(800))];
  const narrowed = before?.below[0] ?? assert.fail();
  assert.equal(narrowed.totalUs, 300_000);
  assert.equal(after && nodeAt(after, narrowed.key)?.totalUs, 800_000);
  assert.equal(after && nodeAt(after, '["gone"]'), undefined);
});
