import { endUs, type Span, type Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { callShape, isBatch, type CallShape } from './call-shape.ts';
import { clockQuantum, quantumBetween } from './clock-quantum.ts';

/**
 * What repeated calls of one kind below one span are.
 *
 *     n-plus-one              |--||--||--||--||--|     each waits for the one before
 *     concurrent-n-plus-one   |---|                    sent together, but still one by one
 *                             |----|
 *     fan-out                 the same, and the spans say that they are parts of one batch or pipeline
 *     cannot-tell             too short for the clock, or neither of both
 */
export type RepeatVerdict = 'n-plus-one' | 'concurrent-n-plus-one' | 'fan-out' | 'cannot-tell';

/** Calls that differ only in the keys that they ask for, below one span. */
export interface RepeatedCall extends CallShape {
  readonly verdict: RepeatVerdict;
  readonly parent: Span;
  /** By start; at least five. */
  readonly spans: readonly Span[];
  /** Time in which at least one of them ran. */
  readonly wallUs: Micros;
  /** What one call in place of all would have saved, if it took as long as the longest of them. */
  readonly savedUs: Micros;
}

/** As many as https://docs.sentry.io/product/issues/issue-details/performance-issues asks for. */
const LEAST_CALLS = 5;

/**
 * Where one span asked for many things one by one. Most time to be saved first. O(n log n).
 *
 * @see docs/definitions.md#n1
 */
export function repeatedCalls(trace: Trace): RepeatedCall[] {
  const found: RepeatedCall[] = [];
  for (const parent of trace.spans) {
    const children = trace.children(parent.spanId);
    if (children.length < LEAST_CALLS) continue;
    const groups = new Map<string, { readonly shape: CallShape; readonly spans: Span[] }>();
    for (const child of children) {
      // Every subscriber of a message is one, and nobody asked for it.
      if (child.kind === 'consumer') continue;
      const shape = callShape(child, trace);
      const key = JSON.stringify([child.kind, shape]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { shape, spans: [child] });
      else group.spans.push(child);
    }
    for (const { shape, spans } of groups.values()) {
      if (spans.length >= LEAST_CALLS) found.push(repeatedCall(shape, parent, spans));
    }
  }
  return found.sort((a, b) => b.savedUs - a.savedUs || compareFirst(a, b));
}

function compareFirst({ spans: [a] }: RepeatedCall, { spans: [b] }: RepeatedCall): number {
  if (a === undefined || b === undefined) return 0;
  return a.startUs - b.startUs || (a.spanId < b.spanId ? -1 : 1);
}

/** @param spans by start */
function repeatedCall(shape: CallShape, parent: Span, spans: readonly Span[]): RepeatedCall {
  const wallUs = unionOf(spans);
  const longest = spans.reduce((most, { durationUs }) => Math.max(most, durationUs), 0);
  const savedUs = micros(wallUs - longest);
  return { ...shape, verdict: verdictOn(spans), parent, spans, wallUs, savedUs };
}

function verdictOn(spans: readonly Span[]): RepeatVerdict {
  if (spans.every((span) => span.durationUs < clockQuantum(span))) return 'cannot-tell';
  let sequential = 0;
  let overlapping = 0;
  for (const [i, next] of spans.entries()) {
    const before = spans[i - 1];
    if (before === undefined) continue;
    const relation = relationOf(before, next);
    if (relation === 'sequential') sequential += 1;
    if (relation === 'overlapping') overlapping += 1;
  }
  const most = (spans.length - 1) / 2;
  if (sequential > most) return 'n-plus-one';
  if (overlapping <= most) return 'cannot-tell';
  return spans.some(isBatch) ? 'fan-out' : 'concurrent-n-plus-one';
}

function relationOf(before: Span, next: Span): 'sequential' | 'overlapping' | 'neither' {
  const quantum = quantumBetween(before, next);
  if (next.startUs >= endUs(before) - quantum) return 'sequential';
  const overlap = Math.min(endUs(before), endUs(next)) - next.startUs;
  const shorter = Math.min(before.durationUs, next.durationUs);
  return overlap > Math.max(quantum, shorter / 2) ? 'overlapping' : 'neither';
}

/** @param spans by start */
function unionOf(spans: readonly Span[]): Micros {
  let covered = 0;
  let coveredTo = 0;
  for (const span of spans) {
    const end = endUs(span);
    covered += Math.max(0, end - Math.max(span.startUs, coveredTo));
    coveredTo = Math.max(coveredTo, end);
  }
  return micros(covered);
}
