import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { quantumBetween, toleranceBetween } from '../../src/analysis/clock-quantum.ts';
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
  const children = trace.children(span.spanId).filter((child) => !isTail(child, span));
  const isLate = (child: Span): boolean =>
    endUs(child) > endUs(span) + toleranceBetween(child, span);
  const first = walked(
    span,
    children.filter((child) => !isLate(child)),
    start,
    end,
  );
  const late = children.filter(isLate);
  return first.flatMap((section) =>
    section.owner === span
      ? walked(span, late, section.start, section.end).flatMap(sectionsIn)
      : sectionsIn(section),
  );

  function sectionsIn(section: Stretch): Section[] {
    if (section.owner !== span) return literally(trace, section.owner, section.start, section.end);
    return [[span.name, section.start, section.end]];
  }
}

interface Stretch {
  readonly owner: Span;
  readonly start: number;
  readonly end: number;
}

/** A stretch of a parent, divided among the parent and those children. */
function walked(parent: Span, children: readonly Span[], start: number, end: number): Stretch[] {
  const unused = new Set(
    children
      .map((span) => ({
        span,
        start: Math.max(span.startUs, start),
        end: Math.min(endUs(span), end),
      }))
      .filter((child) => child.start < child.end),
  );
  const stretches: Stretch[] = [];
  const emit = (owner: Span, from: number, to: number): void => {
    if (from < to) stretches.unshift({ owner, start: from, end: to });
  };
  let cursor = end;
  let successor: Span | undefined;
  for (;;) {
    const eligible = [...unused].filter(
      (child) =>
        child.start < cursor &&
        child.end <= cursor + allowed(child, successor, unused, cursor, parent),
    );
    if (eligible.length === 0) break;
    const last = eligible.reduce((a, b) => (finishesLater(b, a) ? b : a));
    unused.delete(last);
    const to = Math.min(last.end, cursor);
    emit(parent, to, cursor);
    emit(last.span, last.start, to);
    cursor = last.start;
    successor = last.span;
  }
  emit(parent, start, cursor);
  return stretches;
}

function allowed(
  child: Clipped,
  successor: Span | undefined,
  unused: ReadonlySet<Clipped>,
  cursor: number,
  parent: Span,
): number {
  if (successor === undefined) return 0;
  const overlap = child.end - cursor;
  const isInside = (time: number): boolean => cursor <= time && time <= child.end;
  const disturbed = [...unused].some(
    (other) =>
      other !== child &&
      (isInside(other.start) || isInside(other.end) || isJustBefore(other.end, cursor, overlap)),
  );
  if (disturbed) return 0;
  const quantum = quantumBetween(child.span, successor);
  const isOneClock = isDeepStrictEqual(child.span.resource, successor.resource);
  return isOneClock ? quantum : Math.max(quantum, parent.durationUs / 100);
}

const isJustBefore = (time: number, cursor: number, overlap: number): boolean =>
  cursor - overlap <= time && time <= cursor;

function finishesLater(a: Clipped, b: Clipped): boolean {
  if (a.end !== b.end) return a.end > b.end;
  if (a.span.startUs !== b.span.startUs) return a.span.startUs < b.span.startUs;
  return a.span.spanId < b.span.spanId;
}

function isTail(child: Span, parent: Span): boolean {
  if (parent.kind === 'producer' && child.kind === 'consumer') return true;
  const [parentEnd, childEnd] = [endUs(parent), endUs(child)];
  if (child.startUs >= parentEnd + quantumBetween(child, parent)) return true;
  if (childEnd <= parentEnd + toleranceBetween(child, parent)) return false;
  if (child.kind === 'server' && parent.kind === 'client') return false;
  return parentEnd - Math.max(child.startUs, parent.startUs) < child.durationUs / 2;
}
