import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { warningsOn } from '../../../src/analysis/warnings/all.ts';
import { uncontainedSpans } from '../../../src/analysis/warnings/containment.ts';
import { endUs, type Trace } from '../../../src/model/trace.ts';
import { micros } from '../../../src/model/units.ts';
import { assembleTrace } from '../../../src/model/assemble.ts';
import { arbitraryRoot } from '../../support/arbitrary-trace.ts';
import { traceOf } from '../../support/trace-builder.ts';

const traces: fc.Arbitrary<Trace[]> = fc
  .array(arbitraryRoot, { minLength: 1, maxLength: 6 })
  .map((roots) => roots.map((root, i) => traceOf([root], (i + 1).toString(16).padStart(32, '0'))));

test('the order of the traces does not matter', () => {
  fc.assert(
    fc.property(traces, (all) => {
      assert.deepEqual(warningsOn(all.toReversed()), warningsOn(all));
    }),
  );
});

test('each warning is about traces that there are, each once and in order', () => {
  fc.assert(
    fc.property(traces, (all) => {
      const known = new Set(all.map(({ traceId }) => traceId));
      for (const { traceIds } of warningsOn(all)) {
        assert.ok(traceIds.length > 0);
        assert.deepEqual(traceIds, [...new Set(traceIds)].sort());
        for (const id of traceIds) assert.ok(known.has(id));
      }
    }),
  );
});

test('children that lie within their parents are never warned of', () => {
  fc.assert(
    fc.property(traces, (all) => {
      const within = all.map((trace) => {
        const root = trace.roots[0];
        assert.ok(root);
        // All as long as the root: none is outside another.
        const { startUs } = root;
        const durationUs = micros(endUs(root) - startUs);
        return assembleTrace(trace.spans.map((span) => ({ ...span, startUs, durationUs })));
      });
      assert.deepEqual(uncontainedSpans(within), []);
    }),
  );
});

test('of one trace alone no number of spans is unusual', () => {
  fc.assert(
    fc.property(arbitraryRoot, (root) => {
      const checks = warningsOn([traceOf([root])]).map(({ check }) => check);
      assert.ok(!checks.includes('span-count'));
    }),
  );
});
