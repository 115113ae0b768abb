import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { slowest } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { traceOf, type SpanPlan } from '../support/trace-builder.ts';

const ALL = Number.MAX_SAFE_INTEGER;

const arbitraryRoots = fc.array(arbitraryRoot, { minLength: 1, maxLength: 6 });

const tracesOf = (roots: readonly SpanPlan[]): Trace[] =>
  roots.map((root, i) => traceOf([root], (i + 1).toString(16).padStart(32, '0')));

const by = fc.constantFrom('path', 'self', 'duration');

test('by path the times of all places add up to the requests, exactly', () => {
  fc.assert(
    fc.property(arbitraryRoots, (roots) => {
      const traces = tracesOf(roots);
      for (const { paths, totalUs } of slowest(traces, { by: 'path', limit: ALL }).sections) {
        assert.equal(
          paths.reduce((sum, path) => sum + path.totalUs, 0),
          totalUs,
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('by path and by self the shares add up to 1', () => {
  fc.assert(
    fc.property(arbitraryRoots, fc.constantFrom('path', 'self'), (roots, measure) => {
      const traces = tracesOf(roots);
      for (const { paths } of slowest(traces, { by: measure, limit: ALL }).sections) {
        const sum = paths.reduce((total, { share }) => total + share, 0);
        assert.ok(paths.length === 0 || Math.abs(sum - 1) < 1e-9, String(sum));
      }
    }),
    { numRuns: 500 },
  );
});

test('the answer does not depend on the order of the traces', () => {
  fc.assert(
    fc.property(arbitraryRoots, by, (roots, measure) => {
      const traces = tracesOf(roots);
      const options = { by: measure, limit: 4 };
      assert.deepEqual(slowest(traces.toReversed(), options), slowest(traces, options));
    }),
    { numRuns: 500 },
  );
});

test('a lower limit gives the beginning of what a higher one gives', () => {
  fc.assert(
    fc.property(arbitraryRoots, by, fc.integer({ min: 1, max: 5 }), (roots, measure, limit) => {
      const traces = tracesOf(roots);
      const few = slowest(traces, { by: measure, limit });
      const all = slowest(traces, { by: measure, limit: ALL });
      assert.deepEqual(few.spans, all.spans.slice(0, limit));
      assert.deepEqual(
        few.sections.map(({ paths }) => paths),
        all.sections.slice(0, limit).map(({ paths }) => paths.slice(0, limit)),
      );
    }),
    { numRuns: 500 },
  );
});
