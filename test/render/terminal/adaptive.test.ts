import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptiveLines } from '../../../src/render/terminal/adaptive.ts';
import { widthOf } from '../../../src/render/terminal/text-width.ts';

const SCREEN = { columns: 80, colour: false, unicode: true, format: 'table' } as const;

const steps = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ afterMs: i * 10_000, requests: 300, sampled: i === 0 ? 300 : 21 },
    ...{ requestsPerSecond: 30, tracesPerSecond: i === 0 ? 30 : 2.1 },
  }));

const shown = (count: number, operation = 'GET /process') => ({
  ...{ targetPerSecond: 2, runTargetPerSecond: 2, run: 1, steps: steps(count) },
  rates: [{ operation, rate: 0.0667 }],
});

test('adaptive sampling: the rates now, and each step of the run beside the target', () => {
  assert.equal(
    adaptiveLines(shown(2), SCREEN),
    `  operation     sampled now
  GET /process        6.7 %
  run 1  requests/s  sampled  traces/s  of target 2/s
    0 s        30.0  100.0 %      30.0         15.0 x
   10 s        30.0    7.0 %       2.1          1.1 x
  Jaeger needs about two minutes of load to adapt the rates
`,
  );
});

test('adaptive sampling: after two minutes patience is not asked for any more', () => {
  assert.doesNotMatch(adaptiveLines(shown(13), SCREEN), /two minutes/);
});

test('adaptive sampling: without rates the reason is said', () => {
  assert.match(adaptiveLines({ ...shown(0), rates: [] }, SCREEN), /no rates now: .* all requests/s);
  assert.match(adaptiveLines({ ...shown(0), rates: undefined }, SCREEN), /does not answer on its/);
});

test('adaptive sampling: no line is wider than the terminal', () => {
  for (let columns = 60; columns <= 120; columns += 1)
    for (const line of adaptiveLines(shown(18, `GET /${'a'.repeat(99)}`), {
      ...SCREEN,
      columns,
    }).split('\n'))
      assert.ok(widthOf(line) <= columns, line);
});
