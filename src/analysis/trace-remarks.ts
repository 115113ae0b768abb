import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { lateEndKind } from './caller-answer.ts';
import { toleranceBetween } from './clock-quantum.ts';
import type { CriticalPath, TailSpan } from './critical-path.ts';
import { eventWaits, type EventWait } from './event-wait.ts';
import { failureReason } from './failure-reason.ts';
import type { TimeFault } from '../model/time-fault.ts';

/** What is to be said about one span, apart from how long it took. */
export type Remark =
  | { readonly kind: 'error'; readonly message: string }
  /** Only its events show how its time was spent. */
  | ({ readonly kind: 'event-wait'; readonly byUs: Micros } & Pick<EventWait, 'after' | 'before'>)
  /** Jaeger's own. */
  | { readonly kind: 'jaeger-warning'; readonly message: string }
  /** The request did not wait for it. */
  | { readonly kind: 'async-tail'; readonly reason: TailSpan['reason']; readonly tookUs: Micros }
  /** After its parent, which waited for it: the path cuts it there. */
  | { readonly kind: 'ends-late'; readonly byUs: Micros }
  /** After its client had the answer: work after the response, or streaming. */
  | { readonly kind: 'goes-on'; readonly byUs: Micros }
  /** Its client had given up after some time, so long before it ended. */
  | { readonly kind: 'outlives-caller'; readonly byUs: Micros; readonly afterUs: Micros }
  /** Before its client, by more than their clocks can be apart: a single odd call, for others show that they agree. */
  | { readonly kind: 'starts-early'; readonly byUs: Micros }
  | { readonly kind: 'orphan'; readonly parentSpanId: string }
  | { readonly kind: 'cycle'; readonly spanIds: readonly string[] }
  | { readonly kind: 'conflicting-span-id' }
  /** By an analysis, because clocks disagree. */
  | { readonly kind: 'moved'; readonly byUs: Micros }
  /** It is left out of the path and of the scale. */
  | { readonly kind: 'impossible-time'; readonly fault: TimeFault };

/** What Jaeger did about times depends on its version and on how it was asked; the analysis judges them itself. */
const OF_TIMES = /clock skew|timestamps were adjusted|Negative duration/;

/** The remarks on each span that has any, in the order of the kinds above. */
export function remarksOn(
  trace: Trace,
  path: CriticalPath | undefined,
  faults: ReadonlyMap<Span, TimeFault>,
): Map<Span, Remark[]> {
  const remarks = new Map<Span, Remark[]>();
  const add: Add = (span, remark) => {
    if (span === undefined) return;
    const before = remarks.get(span);
    if (before === undefined) remarks.set(span, [remark]);
    else before.push(remark);
  };
  for (const span of trace.spans) {
    if (span.movedUs !== undefined) add(span, { kind: 'moved', byUs: span.movedUs });
    if (span.status === 'error') add(span, { kind: 'error', message: failureReason(span) });
    for (const message of span.warnings)
      if (!OF_TIMES.test(message)) add(span, { kind: 'jaeger-warning', message });
  }
  if (path !== undefined) {
    for (const { span, waitUs: byUs, after, before } of eventWaits(path))
      add(span, { kind: 'event-wait', byUs, after, before });
    addOffPath(path, add);
  }
  addEarlyStarts(trace, faults, add);
  addProblems(trace, add);
  for (const [span, fault] of faults) add(span, { kind: 'impossible-time', fault });
  return remarks;
}

function addEarlyStarts(trace: Trace, faults: ReadonlyMap<Span, TimeFault>, add: Add): void {
  for (const span of trace.spans) {
    const parent = trace.parent(span);
    if (parent === undefined || faults.has(span) || faults.has(parent)) continue;
    const byUs = earlyBy(span, parent);
    if (byUs !== undefined) add(span, { kind: 'starts-early', byUs });
  }
}

type Add = (span: Span | undefined, remark: Remark) => void;

function addOffPath(path: CriticalPath, add: Add): void {
  for (const { span, reason } of path.asyncTail)
    add(span, { kind: 'async-tail', reason, tookUs: span.durationUs });
  for (const { span, parent, byUs } of path.lateEnds) {
    const kind = lateEndKind(span, parent);
    if (kind !== 'outlives-caller') add(span, { kind, byUs });
    else add(span, { kind, byUs, afterUs: parent.durationUs });
  }
}

/**
 * How much a server span starts before the client span that called it, if their clocks cannot explain it. A late end
 * proves nothing: the caller may have given up.
 */
function earlyBy(span: Span, parent: Span): Micros | undefined {
  if (span.kind !== 'server' || parent.kind !== 'client') return undefined;
  const byUs = parent.startUs - span.startUs;
  return byUs > toleranceBetween(span, parent) ? micros(byUs) : undefined;
}

function addProblems(trace: Trace, add: Add): void {
  if (trace.problems.length === 0) return;
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
