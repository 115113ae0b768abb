import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Span, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';

/** Few ids, so that parents, duplicates, conflicts and cycles are all met often. */
const IDS = Array.from({ length: 9 }, (_, i) => String(i).padStart(16, '0'));

const arbitrarySpan: fc.Arbitrary<Span> = fc
  .record({
    spanId: fc.constantFrom(...IDS),
    parentSpanId: fc.option(fc.constantFrom(...IDS, 'f'.repeat(16)), { nil: undefined }),
    start: fc.nat(3),
    name: fc.constantFrom('x', 'y'),
    warnings: fc.subarray(['one', 'two']),
  })
  .map(({ spanId, parentSpanId, start, name, warnings }) => ({
    traceId: 'a'.repeat(32),
    spanId,
    parentSpanId,
    resource: { service: 's', attributes: {} },
    name,
    kind: 'internal',
    startUs: micros(start),
    startNanos: 0,
    durationUs: micros(1),
    endNanos: 0,
    status: 'unset',
    statusMessage: '',
    attributes: {},
    events: [],
    links: [],
    scope: { name: '', version: '' },
    warnings,
  }));

const arbitrarySpans = fc.array(arbitrarySpan, { minLength: 1, maxLength: 14 });

/** Every span that a walk from the tops meets, as often as it meets it. */
function walked(trace: Trace): Span[] {
  const met: Span[] = [];
  const open = [...trace.tops];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    met.push(span);
    assert.ok(met.length <= trace.spans.length, 'the walk does not end');
    open.push(...trace.children(span.spanId));
  }
  return met;
}

const everything = (trace: Trace): unknown => ({
  spans: trace.spans.map((span) => ({ ...span, warnings: span.warnings.toSorted() })),
  tops: trace.tops.map(({ spanId }) => spanId),
  roots: trace.roots.map(({ spanId }) => spanId),
  children: trace.spans.map(({ spanId }) => trace.children(spanId).map((child) => child.spanId)),
  problems: trace.problems,
});

/** Whether the walk upwards over the wire's parents comes back, found the slow way. */
function isInCycle(span: Span, spans: readonly Span[]): boolean {
  const seen = new Set<Span>();
  const above = (of: Span): Span | undefined =>
    spans.find(({ spanId }) => spanId === of.parentSpanId);
  for (let at = above(span); at !== undefined && !seen.has(at); at = above(at)) seen.add(at);
  return seen.has(span);
}

describe('any set of spans', () => {
  test('becomes a forest in which each span id is once', () => {
    fc.assert(
      fc.property(arbitrarySpans, (spans) => {
        const trace = assembleTrace(spans);
        const met = walked(trace).map(({ spanId }) => spanId);
        assert.deepEqual(met.toSorted(), [...new Set(spans.map(({ spanId }) => spanId))].sort());
      }),
    );
  });

  test('gives the same trace in any order', () => {
    const shuffled = arbitrarySpans.chain((spans) =>
      fc.tuple(
        fc.constant(spans),
        fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([spans, others]) => {
        assert.deepEqual(everything(assembleTrace(spans)), everything(assembleTrace(others)));
      }),
    );
  });

  test('says of every cycle which spans are in it, and of no other span', () => {
    fc.assert(
      fc.property(arbitrarySpans, (spans) => {
        const trace = assembleTrace(spans);
        const said = trace.problems.flatMap((problem) =>
          problem.kind === 'cycle' ? problem.spanIds : [],
        );
        const expected = trace.spans.filter((span) => isInCycle(span, trace.spans));
        assert.deepEqual(said.toSorted(), expected.map(({ spanId }) => spanId).sort());
      }),
    );
  });

  test('agrees on parents and children, apart from the cuts it reports', () => {
    fc.assert(
      fc.property(arbitrarySpans, (spans) => {
        const trace = assembleTrace(spans);
        for (const span of trace.spans) {
          const parent = trace.parent(span);
          if (parent === undefined) assert.ok(trace.tops.includes(span));
          else {
            assert.equal(parent.spanId, span.parentSpanId);
            assert.ok(trace.children(parent.spanId).includes(span));
          }
        }
      }),
    );
  });

  test('has a conflict for each id that came with different contents', () => {
    fc.assert(
      fc.property(arbitrarySpans, (spans) => {
        const trace = assembleTrace(spans);
        const said = trace.problems.flatMap((problem) =>
          problem.kind === 'conflicting-span-id' ? [problem.spanId] : [],
        );
        const contents = (spanId: string): number =>
          new Set(
            spans
              .filter((span) => span.spanId === spanId)
              .map((span) => `${span.parentSpanId} ${span.startUs} ${span.name}`),
          ).size;
        assert.deepEqual(
          said,
          IDS.filter((spanId) => contents(spanId) > 1),
        );
      }),
    );
  });
});
