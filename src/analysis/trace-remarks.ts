import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { hadAnswer } from './caller-answer.ts';
import { toleranceBetween } from './clock-quantum.ts';
import type { CriticalPath, TailSpan } from './critical-path.ts';

/** What is to be said about one span, apart from how long it took. */
export type Remark =
  | { readonly kind: 'error'; readonly message: string }
  /** Nobody waited for it. */
  | { readonly kind: 'async-tail'; readonly reason: TailSpan['reason'] }
  /** After its parent, which waited for it: the path cuts it there. */
  | { readonly kind: 'ends-late'; readonly byUs: Micros }
  /** After its client had the answer: work after the response, or streaming. */
  | { readonly kind: 'goes-on'; readonly byUs: Micros }
  /** Its client had given up, so long before it ended. */
  | { readonly kind: 'outlives-caller'; readonly byUs: Micros }
  /** Before its client, by more than their clocks can be apart: proof that the clocks disagree. */
  | { readonly kind: 'starts-early'; readonly byUs: Micros }
  | { readonly kind: 'orphan'; readonly parentSpanId: string }
  | { readonly kind: 'cycle'; readonly spanIds: readonly string[] }
  | { readonly kind: 'conflicting-span-id' };

/** The remarks on each span that has any, in the order of the kinds above. */
export function remarksOn(trace: Trace, path: CriticalPath | undefined): Map<Span, Remark[]> {
  const remarks = new Map<Span, Remark[]>();
  const add: Add = (span, remark) => {
    if (span === undefined) return;
    const before = remarks.get(span);
    if (before === undefined) remarks.set(span, [remark]);
    else before.push(remark);
  };
  for (const span of trace.spans) {
    if (span.status === 'error') add(span, { kind: 'error', message: span.statusMessage });
  }
  if (path !== undefined) addOffPath(path, add);
  for (const span of trace.spans) {
    const byUs = earlyBy(span, trace.parent(span));
    if (byUs !== undefined) add(span, { kind: 'starts-early', byUs });
  }
  addProblems(trace, add);
  return remarks;
}

type Add = (span: Span | undefined, remark: Remark) => void;

function addOffPath(path: CriticalPath, add: Add): void {
  for (const { span, reason } of path.asyncTail) add(span, { kind: 'async-tail', reason });
  for (const { span, parent, byUs } of path.lateEnds) add(span, lateEnd(span, parent, byUs));
}

function lateEnd(span: Span, parent: Span, byUs: Micros): Remark {
  if (span.kind !== 'server' || parent.kind !== 'client') return { kind: 'ends-late', byUs };
  return { kind: hadAnswer(parent) ? 'goes-on' : 'outlives-caller', byUs };
}

/**
 * How much a server span starts before the client span that called it, if their clocks cannot explain it. A late end
 * proves nothing: the caller may have given up.
 */
function earlyBy(span: Span, parent: Span | undefined): Micros | undefined {
  if (span.kind !== 'server' || parent?.kind !== 'client') return undefined;
  const byUs = parent.startUs - span.startUs;
  return byUs > toleranceBetween(span, parent) ? micros(byUs) : undefined;
}

function addProblems(trace: Trace, add: Add): void {
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  for (const problem of trace.problems) {
    switch (problem.kind) {
      case 'orphan':
        add(byId.get(problem.spanId), { kind: 'orphan', parentSpanId: problem.parentSpanId });
        break;
      case 'cycle':
        add(byId.get(problem.spanIds[0] ?? ''), { kind: 'cycle', spanIds: problem.spanIds });
        break;
      case 'conflicting-span-id':
        add(byId.get(problem.spanId), { kind: 'conflicting-span-id' });
        break;
      case 'no-root':
        break;
    }
  }
}
