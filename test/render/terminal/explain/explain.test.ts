import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  closestTerm,
  renderTerm,
  renderTerms,
  TERMS,
  termNamed,
} from '../../../../src/render/terminal/explain/explain.ts';
import type { Screen } from '../../../../src/render/terminal/screen.ts';
import { widthOf } from '../../../../src/render/terminal/text-width.ts';

const screen = (columns: number): Screen => ({
  format: 'table',
  columns,
  colour: false,
  unicode: true,
});

describe('explain', () => {
  const named: [typed: string, name: string][] = [
    ['gap', 'gap'],
    ['Gaps', 'gap'],
    ['critical-path', 'critical path'],
    ['n+1', 'N+1'],
    ['P95', 'percentiles'],
    ['otlp', 'OTLP'],
    ['all in one', 'all-in-one'],
  ];
  for (const [typed, name] of named)
    test(`${typed} is ${name}`, () => assert.equal(termNamed(typed)?.name, name));

  test('a typing mistake gets the term that was meant, and nonsense gets none', () => {
    assert.equal(closestTerm('critcal path'), 'critical path');
    assert.equal(closestTerm('orphn'), 'orphan');
    assert.equal(closestTerm('zzzzzz'), undefined);
  });

  test('no two terms share a name', () => {
    const names = TERMS.flatMap(({ name, also = [] }) => [name, ...also]);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  });

  test('every term fits every screen from 60 columns', () => {
    for (const columns of [60, 80, 120])
      for (const text of [
        renderTerms(screen(columns)),
        ...TERMS.map((term) => renderTerm(term, screen(columns))),
      ])
        for (const line of text.split('\n')) assert.ok(widthOf(line) <= columns, line);
  });

  test('a listed name is never broken', () => {
    assert.match(renderTerms(screen(60)), /critical path, gap/);
  });
});
