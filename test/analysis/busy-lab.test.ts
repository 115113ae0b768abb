import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clocksOf } from '../../src/analysis/clocks.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { warningsOn } from '../../src/analysis/warnings/all.ts';
import { busyLab } from '../support/busy-lab.ts';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed + 1);

/** Milliseconds on the path, by service and name, of a mean request. */
function meansOf(traces: ReturnType<typeof busyLab>): Map<string, number> {
  const [section] = slowest(traces, { by: 'path', limit: 20 }).sections;
  return new Map(
    section!.paths.map(({ steps, meanUs }) => [
      `${steps.at(-1)!.service} ${steps.at(-1)!.name} ${steps.at(-1)!.callee ?? ''}`,
      meanUs / 1000,
    ]),
  );
}

describe('300 requests on a busy machine, of 20 seeds', () => {
  test('raise no finding of clocks or of callers that gave up', () => {
    for (const seed of SEEDS) {
      const traces = busyLab(300, seed);
      const { clocks, gaveUp, requests } = slowest(traces, { by: 'path', limit: 10 });
      assert.deepEqual([clocks, gaveUp, requests], [[], undefined, 300], `seed ${seed}`);
      const { move } = clocksOf(traces);
      for (const trace of traces) assert.equal(move(trace), trace);
      const warned = warningsOn(traces).filter(({ what }) => /clock|gave up/.test(what));
      assert.deepEqual(warned, [], `seed ${seed}`);
    }
  });

  test('looked at one by one, no caller gave up, and clocks are suspected in fewer than 1 %', () => {
    const traces = SEEDS.flatMap((seed) => busyLab(300, seed));
    const finds = traces.map((trace) => waterfall(trace));
    const kinds = finds.flatMap(({ rows }) =>
      rows.flatMap(({ remarks }) => remarks.map(({ kind }) => kind)),
    );
    assert.ok(!kinds.includes('outlives-caller'));
    const suspected = finds.filter(({ clocks }) => clocks.length > 0).length;
    assert.ok(suspected < traces.length / 100, `${suspected} of ${traces.length}`);
  });

  for (const skewMs of [-5000, -40, 40, 5000])
    test(`with a clock that is ${skewMs} ms off, the times are those without, to the asymmetry of calls`, () => {
      for (const seed of SEEDS.slice(0, 5)) {
        const { clocks } = slowest(busyLab(300, seed, skewMs), { by: 'path', limit: 10 });
        assert.deepEqual(
          clocks.map(({ service }) => service),
          ['enricher'],
          `seed ${seed}`,
        );
        // A skew of less than the clocks' quantum does not count, and makes the same requests.
        const [right, found] = [
          meansOf(busyLab(300, seed, 0.001)),
          meansOf(busyLab(300, seed, skewMs)),
        ];
        for (const [place, ms] of right)
          assert.ok(
            Math.abs((found.get(place) ?? 0) - ms) < 3,
            `seed ${seed} ${place} ${ms} ${found.get(place)}`,
          );
      }
    });
});
