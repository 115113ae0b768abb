import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { renderLoad } from '../../src/render/terminal/load/load.ts';
import { renderCompare } from '../../src/render/terminal/compare/compare.ts';
import type { Screen } from '../../src/render/terminal/screen.ts';
import { renderSlowest } from '../../src/render/terminal/slowest/slowest.ts';
import { widthOf } from '../../src/render/terminal/text-width.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import { tutorialTrace } from '../support/tutorial-traces.ts';

const id = (n: number): string => (0x4f1c0a00 + n).toString(16).padEnd(32, '0');
const traces = Array.from({ length: 20 }, (_, i) =>
  tutorialTrace({ gateway: 30 + i, validator: 100 + i, enricher: 300 + 20 * i }, id(i)),
);
const [first, ...others] = traces;
assert.ok(first);
const uiUrl = 'http://localhost:16686';
const source = { what: 'run 1', jaegerVersion: '2.20.0', uiUrl, missing: [] };
const ranked = slowest(traces, { by: 'path', limit: 5 });
const compared = compare({ a: [first], b: others }, 'by-duration');
assert.ok(compared);
const names = { a: 'the fastest', b: 'all the others' };
const details = { attributes: true, events: true };

const times = { n: 30, meanUs: 2000, p50Us: 2000, p95Us: 3000, p99Us: 3000, maxUs: 3000 };
const load = {
  run: 104,
  url: 'http://127.0.0.1:15300/a-path-of-some-length',
  faults: [{ fault: 'payment-service:delay=2s', requests: 20 }],
  summary: {
    requests: 1032,
    ok: 1030,
    failures: [{ kind: 'http-status', status: 502, count: 2 }],
    response: times,
    service: times,
    lateness: times,
    durationUs: 61_000_000,
    sentPerSecond: 1234.5,
  },
  traces: {
    expected: 1030,
    readable: 1000,
    notSampled: 20,
    withoutId: 3,
    waitedMs: 12_345,
    missing: traces.map(({ traceId }) => traceId),
    wrong: traces.map(({ traceId }) => ({ traceId, faults: ['enricher GET is missing'] })),
  },
};

const answers: [name: string, render: (screen: Screen) => string][] = [
  ['slowest', (screen) => renderSlowest(ranked, source, screen)],
  ['load', (screen) => renderLoad(load, screen)],
  ['trace', (screen) => renderTrace(waterfall(first), source, details, screen)],
  ['compare', (screen) => renderCompare(compared, { ...source, names }, screen)],
];

describe('no line is wider than the terminal, from 60 to 250 columns', () => {
  for (const [name, render] of answers)
    test(name, () => {
      for (let columns = 60; columns <= 250; columns += 5) {
        const text = render({ format: 'table', columns, colour: false, unicode: true });
        for (const line of text.split('\n'))
          assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
      }
    });
});
