import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { overhead, type OverheadRound } from '../../src/analysis/overhead.ts';

const round = (perSecond: number, changes: Partial<OverheadRound> = {}): OverheadRound => ({
  requests: perSecond,
  perSecond,
  p50Us: 1000,
  p99Us: 2000,
  cpuUs: 100,
  sampled: 0,
  received: 0,
  ...changes,
});

describe('overhead', () => {
  test('compares neighbours: the picture in the docstring', () => {
    const [, all] = overhead({
      bare: [round(100), round(200), round(150)],
      'sampled-100': [round(60), round(130), round(90)],
      'sampled-10': [round(80), round(180), round(120)],
    });
    assert.deepEqual(all?.toBare?.throughput, {
      n: 3,
      median: 0.6,
      low: 0.6,
      high: 0.65,
      range: 'min-max',
    });
  });

  test('added times are differences within a round', () => {
    const [bare, all] = overhead({
      bare: [round(1, { p50Us: 1000, cpuUs: 100 }), round(1, { p50Us: 5000, cpuUs: 300 })],
      'sampled-100': [round(1, { p50Us: 1500, cpuUs: 190 }), round(1, { p50Us: 5700, cpuUs: 380 })],
      'sampled-10': [round(1), round(1)],
    });
    assert.equal(bare?.toBare, undefined);
    assert.deepEqual([all?.toBare?.p50AddedUs.low, all?.toBare?.p50AddedUs.high], [500, 700]);
    assert.equal(all?.toBare?.cpuAddedUs?.median, 85);
  });

  test('spans are summed, and those that never came are dropped', () => {
    const sides = overhead({
      bare: [round(50), round(70)],
      'sampled-100': [
        round(50, { sampled: 50, received: 50 }),
        round(50, { sampled: 50, received: 41 }),
      ],
      'sampled-10': [
        round(50, { sampled: 6, received: 6 }),
        round(50, { sampled: 4, received: 4 }),
      ],
    });
    assert.deepEqual(
      sides.map(({ side, requests, spans }) => [side, requests, Object.values(spans)]),
      [
        ['bare', 120, [0, 0, 0]],
        ['sampled-100', 100, [100, 91, 9]],
        ['sampled-10', 100, [10, 10, 0]],
      ],
    );
  });

  test('a figure that one round lacks is left out', () => {
    const rounds = [round(1, { p99Us: undefined }), round(1, { cpuUs: undefined })];
    const [bare, all] = overhead({ bare: rounds, 'sampled-100': rounds, 'sampled-10': rounds });
    assert.deepEqual([bare?.p99Us, bare?.cpuUs], [undefined, undefined]);
    assert.equal(all?.toBare?.cpuAddedUs, undefined);
  });

  test('a side as fast as bare serves 1 of it, whatever else the machine does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1 }), (speeds) => {
        const rounds = speeds.map((speed) => round(speed));
        const sides = overhead({ bare: rounds, 'sampled-100': rounds, 'sampled-10': rounds });
        for (const { toBare } of sides.slice(1)) {
          const { low, median, high } = toBare!.throughput;
          assert.deepEqual([low, median, high], [1, 1, 1]);
        }
      }),
    );
  });
});
