import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../src/analysis/compare.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
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
const jaegerUrl = 'http://localhost:16686';
const source = { what: 'run 1', jaegerVersion: '2.20.0', jaegerUrl, missing: [] };
const ranked = slowest(traces, { by: 'path', limit: 5 });
const compared = compare({ a: [first], b: others }, 'by-duration');
assert.ok(compared);
const names = { a: 'the fastest', b: 'all the others' };
const details = { attributes: true, events: true };

const answers: [name: string, render: (screen: Screen) => string][] = [
  ['slowest', (screen) => renderSlowest(ranked, source, screen)],
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
