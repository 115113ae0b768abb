import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clockQuantum, quantumBetween } from '../../src/analysis/clock-quantum.ts';
import { criticalPath, timeOnPath } from '../../src/analysis/critical-path.ts';
import { endUs, type Span, type Trace } from '../../src/model/trace.ts';
import { arbitraryCrowd, arbitraryRoot } from '../support/arbitrary-trace.ts';
import { traceOf } from '../support/trace-builder.ts';

const RUNS = { numRuns: 2_000 };

test('sections are not empty, follow each other without a hole, and sum exactly to the root', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const path = criticalPath(traceOf([plan]))!;
      let at = path.root.startUs;
      for (const { startUs, endUs: end } of path.sections) {
        assert.equal(startUs, at);
        assert.ok(end > startUs);
        at = end;
      }
      assert.equal(at, endUs(path.root));
      const total = Array.from(timeOnPath(path).values()).reduce((sum, us) => sum + us, 0);
      assert.equal(total, path.root.durationUs);
    }),
    RUNS,
  );
});

test('each section lies within its span and within every span above it', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const trace = traceOf([plan]);
      for (const { span, startUs, endUs: end } of criticalPath(trace)!.sections) {
        for (let at: Span | undefined = span; at !== undefined; at = trace.parent(at)) {
          assert.ok(at.startUs <= startUs && end <= endUs(at), at.name);
        }
      }
    }),
    RUNS,
  );
});

test('no span of the tail, and nothing below it, is on the path', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const trace = traceOf([plan]);
      const path = criticalPath(trace)!;
      const tail = new Set(path.asyncTail.map(({ span }) => span));
      for (const { span } of path.sections) {
        for (let at: Span | undefined = span; at !== undefined; at = trace.parent(at)) {
          assert.ok(!tail.has(at), at.name);
        }
      }
    }),
    RUNS,
  );
});

test('the path is the one that the rule gives when it is followed literally', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryRoot, arbitraryCrowd), (plan) => {
      const trace = traceOf([plan]);
      const path = criticalPath(trace)!;
      const actual = path.sections.map(({ span, startUs, endUs: end }) => [
        span.name,
        startUs,
        end,
      ]);
      const { root } = path;
      assert.deepEqual(actual, literally(trace, root, root.startUs, endUs(root)));
    }),
    { numRuns: 10_000 },
  );
});

type Section = [name: string, start: number, end: number];
interface Clipped {
  readonly span: Span;
  readonly start: number;
  readonly end: number;
}

/** The rule of docs/definitions.md, sentence by sentence: every question is asked of all the children again. */
function literally(trace: Trace, span: Span, start: number, end: number): Section[] {
  const awaited = trace
    .children(span.spanId)
    .filter((child) => !isTail(child, span))
    .map((child) => ({
      span: child,
      start: Math.max(child.startUs, start),
      end: Math.min(endUs(child), end),
    }))
    .filter((child) => child.start < child.end);
  const quanta = [span, ...awaited.map((child) => child.span)].map(clockQuantum);
  const allowance = Math.max(...quanta, span.durationUs / 100);
  const unused = new Set(awaited);
  const sections: Section[] = [];
  const emit = (from: number, to: number): void => {
    if (from < to) sections.unshift([span.name, from, to]);
  };
  let cursor = end;
  for (;;) {
    const eligible = [...unused].filter(
      (child) =>
        child.start < cursor && child.end <= cursor + allowed(child, unused, cursor, allowance),
    );
    if (eligible.length === 0) break;
    const last = eligible.reduce((a, b) => (finishesLater(b, a) ? b : a));
    unused.delete(last);
    const to = Math.min(last.end, cursor);
    emit(to, cursor);
    sections.unshift(...literally(trace, last.span, last.start, to));
    cursor = last.start;
  }
  emit(start, cursor);
  return sections;
}

function allowed(
  child: Clipped,
  unused: ReadonlySet<Clipped>,
  cursor: number,
  allowance: number,
): number {
  const isInside = (time: number): boolean => cursor < time && time < child.end;
  const disturbed = [...unused].some(
    (other) => other !== child && (isInside(other.start) || isInside(other.end)),
  );
  return disturbed ? 0 : allowance;
}

function finishesLater(a: Clipped, b: Clipped): boolean {
  if (a.end !== b.end) return a.end > b.end;
  if (a.start !== b.start) return a.start < b.start;
  return a.span.spanId < b.span.spanId;
}

function isTail(child: Span, parent: Span): boolean {
  if (parent.kind === 'producer' && child.kind === 'consumer') return true;
  const quantum = quantumBetween(child, parent);
  if (child.startUs >= endUs(parent) + quantum) return true;
  const outlives = endUs(child) - endUs(parent) > Math.max(quantum, parent.durationUs / 100);
  return outlives && child.resource.service === parent.resource.service;
}
