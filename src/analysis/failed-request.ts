import { FAULT_ATTRIBUTE } from '../model/switched-fault.ts';
import { longestRoot } from '../model/longest-root.ts';
import type { Span, Trace } from '../model/trace.ts';
import { failureReason } from './failure-reason.ts';
import { failureText } from './failures.ts';

/**
 * The spans at which a request began to fail: those with status error below which no span has it, however far. Without
 * any, what failed is the request as a whole, its root.
 *
 *     a ✘ ─ b ✘ ─ c ─ d ✘       d
 *       └── e
 */
export function failureOrigins(trace: Trace): Span[] {
  const failed = trace.spans.filter(({ status }) => status === 'error');
  const above = new Set<Span>();
  for (const span of failed) {
    let parent = trace.parent(span);
    for (; parent && !above.has(parent); parent = trace.parent(parent)) above.add(parent);
  }
  const origins = failed.filter((span) => !above.has(span));
  if (origins.length > 0) return origins;
  const root = longestRoot(trace);
  return root ? [root] : [];
}

/** Whether each origin of the failure is a span of a service that applied a fault, or a call of one that took too long. */
export const wasPlanted = (trace: Trace): boolean =>
  failureOrigins(trace).every(
    (span) =>
      isFaulty(span) || trace.children(span.spanId).some(isFaulty) || waitedFor(span, trace),
  );

const isFaulty = ({ attributes }: Span): boolean => Object.hasOwn(attributes, FAULT_ATTRIBUTE);

/** A client that gave up on the whole request: then no span failed, and the fault may be anywhere. */
const waitedFor = (span: Span, trace: Trace): boolean =>
  span.status !== 'error' && trace.spans.some(isFaulty);

/** "enricher GET /enrich failed: status 500" */
export const originText = (span: Span): string =>
  failureText({
    service: span.resource.service,
    name: span.name,
    reason: failureReason(span),
  });
