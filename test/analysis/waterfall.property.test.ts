import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { selfTime } from '../../src/analysis/self-time.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { endUs } from '../../src/model/trace.ts';
import { renderTrace } from '../../src/render/terminal/trace/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { span, traceOf, type SpanPlan } from '../support/trace-builder.ts';

const options = fc.record({ collapse: fc.boolean(), critical: fc.boolean() });

test('whatever is folded or hidden, the rows add up to the critical path', () => {
  fc.assert(
    fc.property(arbitraryRoot, options, (plan, how) => {
      const trace = traceOf([plan]);
      const { rows, root, hiddenSpans } = waterfall(trace, { ...how, rawClocks: true });
      const total = rows.reduce((sum, { pathUs }) => sum + pathUs, 0);
      assert.equal(total, root?.durationUs);
      const shown = rows.reduce((sum, { spans }) => sum + spans.length, 0);
      assert.equal(shown + hiddenSpans, trace.spans.length);
      if (!how.critical) assert.equal(hiddenSpans, 0);
    }),
  );
});

test('whatever is folded or hidden, the services add up to the trace', () => {
  fc.assert(
    fc.property(arbitraryRoot, options, (plan, how) => {
      const trace = traceOf([plan]);
      const { serviceTimes, root, errors } = waterfall(trace, { ...how, rawClocks: true });
      const sum = (key: 'pathUs' | 'selfUs' | 'spans' | 'errors'): number =>
        serviceTimes.reduce((total, one) => total + one[key], 0);
      assert.equal(sum('pathUs'), root?.durationUs);
      assert.equal(sum('spans'), trace.spans.length);
      assert.equal(sum('errors'), errors);
      const self = trace.spans.map((one) => selfTime(one, trace.children(one.spanId)));
      assert.equal(
        sum('selfUs'),
        self.reduce((total, us) => total + us, 0),
      );
    }),
  );
});

test('each span is in one row, one level below the row of its parent, which comes before it', () => {
  fc.assert(
    fc.property(arbitraryRoot, fc.boolean(), (plan, collapse) => {
      const trace = traceOf([plan]);
      const { rows } = waterfall(trace, { collapse, rawClocks: true });
      const rowOf = new Map(rows.flatMap((row, i) => row.spans.map((one) => [one, i] as const)));
      assert.equal(rowOf.size, trace.spans.length);
      for (const [one, at] of rowOf) {
        const parent = trace.parent(one);
        const above = parent === undefined ? -1 : rowOf.get(parent)!;
        assert.ok(above < at);
        assert.equal(rows[at]!.depth, above === -1 ? 0 : rows[above]!.depth + 1);
        assert.ok(rows[at]!.startUs <= one.startUs && endUs(one) <= rows[at]!.endUs);
      }
    }),
  );
});

test('a row of the critical path has its spans’ sections', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const trace = traceOf([plan]);
      const sections = waterfall(trace, { rawClocks: true }).rows.flatMap((row) => row.sections);
      assert.equal(sections.length, criticalPath(trace)!.sections.length);
    }),
  );
});

const SCREEN = { format: 'table' as const, columns: 80, colour: false, unicode: true };
const draw = (plan: SpanPlan, collapse: boolean): string =>
  renderTrace(
    waterfall(traceOf([plan]), { collapse, rawClocks: true }),
    { uiUrl: 'http://jaeger' },
    { attributes: false, events: false },
    SCREEN,
  );

test('10,000 levels are drawn, the deep ones by their number', () => {
  let plan = span('s', 'leaf', [0, 50]);
  for (let level = 1; level < 10_000; level += 1) plan = span('s', 'call', [0, 50], {}, [plan]);
  assert.match(draw(plan, false), /\(9999\) s {2}leaf/);
  assert.match(draw(plan, true), /\(9999\) s {2}leaf/);
});

test('50,000 siblings are drawn, or folded into one row', () => {
  const children = Array.from({ length: 50_000 }, (_, i) => span('s', 'step', [i, i + 1]));
  const plan = span('s', 'all', [0, 50_000], {}, children);
  assert.equal(draw(plan, false).match(/s {2}step/g)!.length, 50_000);
  assert.match(draw(plan, true), /step ×50000/);
});
