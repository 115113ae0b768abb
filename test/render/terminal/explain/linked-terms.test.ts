import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TERMS } from '../../../../src/render/terminal/explain/explain.ts';
import { LINKED, linkedTerms } from '../../../../src/render/terminal/explain/linked-terms.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';

const screen: Screen = { format: 'table', columns: 80, colour: false, unicode: true };
const linked = (answer: string, changes: Partial<Screen> = {}): string =>
  linkedTerms(answer, (command) => command, { ...screen, ...changes });

describe('the terms of an answer', () => {
  const cases: [answer: string, line: string][] = [
    ['Where the time goes  share of the critical path\n', 'critical path'],
    ['72 % of the critical\n  path\n', 'critical path'],
    ['→ is the gap between caller and callee', 'gap'],
    ['│  self 27 ms', 'self time'],
    ['share of all self time   p95', 'self time, percentiles'],
    ['N+1: cart GET, 15 × one after the other', 'N+1'],
    ['  3 \u001b[1msplit\u001b[22m\n', 'split trace'],
    ['clock of billing is at least 30 ms ahead', 'clock skew'],
    ['b S goes on 2.0 ms after its\n  caller had the answer', 'async tail'],
    ['Permutation test over all 70 ways', 'permutation test'],
  ];
  for (const [answer, terms] of cases)
    test(`${JSON.stringify(answer)} has ${terms}`, () => {
      const [first = ''] = terms.split(', ');
      assert.equal(
        linked(answer, { colour: answer.includes('\u001b') }).replaceAll(/\u001b\[\d+m/g, ''),
        `Terms: ${terms} (jaeger-lab explain ${first})\n`,
      );
    });

  test('an answer without any has no line', () => {
    assert.equal(linked('gateway  gapless  splitter  p5'), '');
  });

  test('every one of them can be explained', () => {
    const names = TERMS.map(({ name }) => name);
    assert.deepEqual(
      Object.keys(LINKED).filter((term) => !names.includes(term)),
      [],
    );
  });

  test('fit every screen, and no term is broken', () => {
    const all = 'critical path, gap, self time, p95, async tail, N+1: , fan-out: , orphan, 2 split';
    for (let columns = 60; columns <= 250; columns += 1) {
      const text = linked(all, { columns });
      for (const line of text.split('\n')) assert.ok(widthOf(line) <= columns, line);
      for (const term of ['critical path', 'self time', 'async tail', 'explain critical path'])
        assert.ok(text.includes(term), `${columns}: ${term}`);
    }
  });
});
