import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measuredSides, overhead, type OverheadRound } from '../../../../src/analysis/overhead.ts';
import {
  overheadProgress,
  overheadRound,
} from '../../../../src/render/terminal/overhead/progress.ts';
import { renderOverhead } from '../../../../src/render/terminal/overhead/overhead.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';
import { tsvRowsOf } from '../../../support/tsv-rows.ts';

const person: Screen = { format: 'table', columns: 100, colour: false, unicode: true };

const round = (
  perSecond: number,
  p50Us: number,
  sampled = 0,
  received = sampled,
): OverheadRound => ({
  requests: perSecond * 2,
  perSecond,
  p50Us,
  p99Us: p50Us * 3,
  cpuUs: 1e6 / perSecond,
  sampled,
  received,
});

const sides = {
  bare: [round(8000, 2000), round(7000, 2300)],
  'sampled-100': [round(5000, 3200, 10_000), round(4200, 3800, 8400)],
  'sampled-10': [round(6400, 2500, 1280), round(5600, 2900, 1120)],
};

const finding = (changes: Partial<typeof sides> = {}, env = {}) => ({
  service: { service: 'topology', request: 'GET /work', does: 'answers at once' },
  rounds: 2,
  durationMs: 2000,
  concurrency: 16,
  env,
  machine: { node: 'v20.19.0', cores: 2 },
  sides: overhead({ ...sides, ...changes }),
});

describe('overhead, for a person', () => {
  test('one sentence, a column for each side, and what it means', () => {
    assert.equal(
      renderOverhead(finding(), person),
      `\
Instrumented at 100 % this service serves 0.61 (0.60–0.63) of the requests that it serves bare, at
10 % 0.80 (0.80–0.80); with 16 requests under way p50 changes by +1.4 ms, at 10 % by +550 µs.

n = 2 rounds    bare                    instrumented, 100 %        instrumented, 10 %
requests/s      7500 (7000–8000)        4600 (4200–5000)           6000 (5600–6400)
  over bare                             0.61 (0.60–0.63)           0.80 (0.80–0.80)
p50             2.1 ms (2.0 ms–2.3 ms)  3.5 ms (3.2 ms–3.8 ms)     2.7 ms (2.5 ms–2.9 ms)
  to bare                               +1.4 ms (+1.2 ms–+1.5 ms)  +550 µs (+500 µs–+600 µs)
p99             6.5 ms (6.0 ms–6.9 ms)  11 ms (9.6 ms–11 ms)       8.1 ms (7.5 ms–8.7 ms)
CPU a request   134 µs (125 µs–143 µs)  219 µs (200 µs–238 µs)     167 µs (156 µs–179 µs)
  to bare                               +85 µs (+75 µs–+95 µs)     +33 µs (+31 µs–+36 µs)
requests        30000                   18400                      24000
spans received  0 of 0                  18400 of 18400             2400 of 2400

GET /work of the service topology answers at once: this is the cost of tracing beside the least work
there is. A request that does more pays the same for its own span beside more, and for one of each
call that it makes.
Median (least and greatest) of 2 rounds of 2.00 s each, the sides in turn; relative to bare within
each round. Closed loop, 16 at a time: latency includes the wait for the requests before.
Node v20.19.0, 2 cores, which the load generator and the backend share with the service: with few
cores the requests/s include what receiving the spans costs, CPU a request is of the service alone.
`,
    );
  });

  test('every screen from 60 columns on is wide enough', () => {
    for (let columns = 60; columns <= 140; columns += 1) {
      for (const unicode of [true, false]) {
        const text = renderOverhead(finding(), { ...person, columns, unicode });
        for (const line of text.split('\n')) assert.ok(widthOf(line) <= columns, line);
        for (const { side } of finding().sides)
          assert.match(text, new RegExp(side === 'bare' ? 'bare' : side.replace('sampled-', ', ')));
      }
    }
  });

  test('spans that were dropped are said, with their number and the reason', () => {
    const text = renderOverhead(
      finding({ 'sampled-100': [round(5000, 3200, 10_000, 9000), round(4200, 3800, 8400)] }),
      person,
    );
    assert.match(text, /^spans received .* 17400 of 18400, 1000 dropped /m);
    assert.match(text, /^instrumented, 100 %: 1000 of 18400 spans were dropped/m);
    assert.doesNotMatch(renderOverhead(finding(), person), /dropped/);
  });

  test('one round has no range', () => {
    const one = { bare: [sides.bare[0]!], 'sampled-100': [sides['sampled-100'][0]!] };
    const text = renderOverhead(
      finding({ ...one, 'sampled-10': [sides['sampled-10'][0]!] }),
      person,
    );
    assert.match(text, /serves 0\.63 of the requests/);
    assert.match(text, /^requests\/s {4,}8000 {4,}5000 {4,}6400$/m);
  });

  test('a machine that was not quiet is remarked upon', () => {
    const unsteady = { bare: [round(8000, 2000), round(3000, 4000)] };
    assert.match(renderOverhead(finding(unsteady), person), /was not steady/);
    assert.doesNotMatch(renderOverhead(finding(), person), /was not steady/);
  });

  test('variables from the command line cannot steer the terminal', () => {
    const text = renderOverhead(finding({}, { KEY: 'a\u001b[2Jb' }), person);
    assert.match(text, /^Instrumented with KEY=ab\.$/m);
  });
});

test('for a pipe there is a row for each figure of each side, times in µs', () => {
  const rows = tsvRowsOf(renderOverhead(finding(), { ...person, format: 'tsv' }));
  assert.deepEqual(rows.slice(0, 7), [
    'figure\tbare\tperSecond\t2\t7500\t7000\t8000',
    'figure\tbare\tp50Us\t2\t2150\t2000\t2300',
    'figure\tbare\tp99Us\t2\t6450\t6000\t6900',
    'figure\tbare\tcpuUs\t2\t133.9286\t125\t142.8571',
    'figure\tsampled-100\tperSecond\t2\t4600\t4200\t5000',
    'figure\tsampled-100\tthroughput\t2\t0.6125\t0.6\t0.625',
    'figure\tsampled-100\tp50Us\t2\t3500\t3200\t3800',
  ]);
  assert.equal(rows.length, 4 + 7 + 7 + 3);
  assert.equal(rows.at(-3), 'spans\tbare\t30000\t0\t0\t0');
});

describe('progress', () => {
  const at = (side: 'bare' | 'sampled-10', number: number): string =>
    overheadProgress({ side, sides: measuredSides(false), round: number, rounds: 2 }, person);

  test('says where it is', () => {
    assert.match(at('bare', 0), /^ {27}warm-up, bare$/);
    assert.match(at('sampled-10', 2), /^ {2}█{21}.* round 2 of 2, instrumented, 10 %$/);
  });

  test('and what a round measured', () => {
    const measured = [
      ['bare', round(8000, 1)],
      ['sampled-100', round(5000, 1)],
    ] as const;
    assert.equal(
      overheadRound({ round: 1, rounds: 2, sides: measured }),
      '  round 1 of 2: bare 8000/s, 100 % 5000/s',
    );
  });
});
