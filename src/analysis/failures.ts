import { groupBy } from '../base/group-by.ts';
import type { Span, Trace } from '../model/trace.ts';
import { stepOf, type CallStep } from './call-path.ts';
import { failureReason } from './failure-reason.ts';

/** Failed spans of one operation for one reason. */
export interface Failure extends CallStep {
  /** "" where none of them says why. */
  readonly reason: string;
  readonly spans: number;
  /** The first of them. */
  readonly spanId: string;
}

/**
 * Why spans of a trace failed, those furthest from the root first: a failure is passed on upwards. Equal ones are one. A
 * span that gives no reason, above one that failed too, only passes it on and is left out.
 */
export function failuresIn(trace: Trace): Failure[] {
  const failed = trace.spans.filter(({ status }) => status === 'error');
  if (failed.length === 0) return [];
  const depths = depthsOf(trace);
  const depth = (span: Span): number => depths.get(span) ?? 0;
  const above = spansAbove(failed, trace);
  const told = failed
    .toSorted((a, b) => depth(b) - depth(a))
    .map((span) => ({ span, reason: failureReason(span) }))
    .filter(({ span, reason }) => reason !== '' || !above.has(span))
    .map(({ span, reason }) => ({ ...stepOf(span, trace), reason, spanId: span.spanId }));
  const alike = groupBy(told, ({ service, name, callee, reason }) =>
    JSON.stringify([service, name, callee, reason]),
  );
  return Array.from(alike.values()).flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, spans: 1 + others.length }],
  );
}

/** "ttwork INSERT failed: dup key"; of a reason of several lines the first. */
export function failureText({
  service,
  name,
  reason,
}: Pick<Failure, 'service' | 'name' | 'reason'>): string {
  const [line = ''] = reason.trim().split('\n', 1);
  return `${service} ${name} failed${line === '' ? '' : `: ${line}`}`;
}

function spansAbove(spans: readonly Span[], trace: Trace): ReadonlySet<Span> {
  const above = new Set<Span>();
  for (const span of spans)
    for (let at = trace.parent(span); at && !above.has(at); at = trace.parent(at)) above.add(at);
  return above;
}

function depthsOf(trace: Trace): ReadonlyMap<Span, number> {
  const depths = new Map<Span, number>();
  const waiting = trace.tops.map((span) => ({ span, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    depths.set(next.span, next.depth);
    for (const span of trace.children(next.span.spanId))
      waiting.push({ span, depth: next.depth + 1 });
  }
  return depths;
}
