import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compare } from '../../../src/analysis/compare.ts';
import { renderCompare } from '../../../src/render/terminal/compare.ts';
import { span, traceOf } from '../../support/trace-builder.ts';

const SOURCE = { names: { a: 'run 1', b: 'run 2' }, jaegerVersion: undefined, missing: [] };

/** The first row of what a pipe gets, of one trace of `aMs` against one of `bMs`. */
function headline(aMs: number, bMs: number): string {
  const root = (ms: number, id: string) =>
    traceOf([span('sync', 'GET /files', [0, ms], { kind: 'server' })], id.repeat(32));
  const found = compare({ a: [root(aMs, '1')], b: [root(bMs, '2')] }, 'single');
  assert.ok(found);
  const screen = { isTTY: false, columns: 80, colour: false, unicode: true };
  return renderCompare(found, SOURCE, screen).split('\n')[0] ?? '';
}

describe('the sentence of compare says how many times as fast or long', () => {
  const cases: [title: string, aMs: number, bMs: number, end: RegExp][] = [
    ['faster', 1200, 187.5, /\. On average run 2 is 6\.4 times as fast\.$/],
    ['slower', 187.5, 1200, /\. On average run 2 takes 6\.4 times as long\.$/],
    ['a little slower', 100, 110, / run 2 takes 1\.10 times as long\.$/],
    ['too little to say', 1000, 1004, /\(100\.0 %\)\.$/],
    ['from nothing', 0, 10, /\(100\.0 %\)\.$/],
  ];
  for (const [title, aMs, bMs, end] of cases)
    test(title, () => assert.match(headline(aMs, bMs), end));
});
