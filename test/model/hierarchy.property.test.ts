import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { assembleTrace } from '../../src/model/assemble.ts';
import {
  type ExpectedSpan,
  expectedSpanCount,
  hierarchyFaults,
} from '../../src/model/hierarchy.ts';
import { span, type SpanPlan, spansOf } from '../support/trace-builder.ts';

/**
 * A tree and spans that make it. Names are few, so that siblings that are alike above and differ below are met often,
 * and they start in any order.
 */
const treeAndSpans = fc
  .array(
    fc.record({
      parent: fc.nat(),
      service: fc.constantFrom('a', 'b'),
      kind: fc.constantFrom('client' as const, 'server' as const),
      start: fc.nat(50),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => {
    const below = rows.map((_, i) =>
      rows.flatMap(({ parent }, child) => (child > 0 && parent % child === i ? [child] : [])),
    );
    const expected = (i: number): ExpectedSpan => {
      const { service, kind } = rows[i]!;
      return { service, name: 'x', kind, children: below[i]!.map(expected) };
    };
    const plan = (i: number): SpanPlan => {
      const { service, kind, start } = rows[i]!;
      return span(service, 'x', [start, start + 1], { kind }, below[i]!.map(plan));
    };
    return { expected: expected(0), spans: spansOf([plan(0)]) };
  });

describe('any tree', () => {
  test('has no fault against itself, whatever the order of its siblings', () => {
    fc.assert(
      fc.property(treeAndSpans, ({ expected, spans }) => {
        assert.equal(spans.length, expectedSpanCount(expected));
        assert.deepEqual(hierarchyFaults(assembleTrace(spans), expected), []);
      }),
    );
  });

  test('has a fault when any one span but the only one is missing', () => {
    fc.assert(
      fc.property(treeAndSpans, fc.nat(), ({ expected, spans }, which) => {
        fc.pre(spans.length > 1);
        const rest = spans.toSpliced(which % spans.length, 1);
        assert.notDeepEqual(hierarchyFaults(assembleTrace(rest), expected), []);
      }),
    );
  });

  test('has a fault when any one span is there twice', () => {
    fc.assert(
      fc.property(treeAndSpans, fc.nat(), ({ expected, spans }, which) => {
        const again = { ...spans[which % spans.length]!, spanId: 'e'.repeat(16) };
        const faults = hierarchyFaults(assembleTrace([...spans, again]), expected);
        assert.notDeepEqual(faults, []);
      }),
    );
  });
});
