import { type ExpectedSpan, hierarchyFaults } from '../model/hierarchy.ts';
import { excessFaults } from '../model/partial-hierarchy.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import { quantumBetween } from './clock-quantum.ts';

/** Why a request's trace is not as it should be, the first that applies. */
export type FailureClass =
  'missing' | 'duplicate' | 'incomplete' | 'split' | 'un-instrumented-callee' | 'wrong-hierarchy';

export interface RequestToVerify {
  /** Undefined when the request brought no id back. */
  readonly traceId: string | undefined;
  /** Undefined when Jaeger does not know it. */
  readonly trace: Trace | undefined;
  /** Undefined where nothing is known of the hierarchy: then only completeness is verified. */
  readonly expected: ExpectedSpan | undefined;
  /** It failed on the way: a part of the hierarchy may be missing. */
  readonly hasFailed?: boolean;
}

export interface VerifyFailure {
  readonly class: FailureClass;
  readonly traceId: string | undefined;
  /** Of a split request: the traces that hold the rest of it. */
  readonly otherTraceIds: readonly string[];
  readonly reasons: readonly string[];
}

/**
 * Whether every request left its one, whole trace, and if not, what went wrong.
 *
 *     split                     gateway GET ├────────┤             the client has no server below it, and
 *                               enricher GET  ├────┤               the server of another trace ran in that time
 *     un-instrumented callee    gateway GET ├────────┤             no other service ran in that time
 *
 * @param others traces of the same time that do not belong to the requests
 * @returns failures, in the order of the requests
 * @see docs/definitions.md#verify
 */
export function verify(
  requests: readonly RequestToVerify[],
  others: readonly Trace[],
): VerifyFailure[] {
  const seen = new Set<string>();
  return requests.flatMap((request) => {
    const failure = judge(request, others, seen);
    if (request.traceId !== undefined) seen.add(request.traceId);
    return failure ?? [];
  });
}

/** Client spans without anything below them, of calls that should have reached a server. */
export function unansweredCalls(trace: Trace, expected: ExpectedSpan): Span[] {
  const reaching = new Set<string>();
  const open = [expected];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    open.push(...at.children);
    if (at.kind === 'client' && at.children.some(({ kind }) => kind === 'server'))
      reaching.add(JSON.stringify([at.service, at.name]));
  }
  return trace.spans.filter(
    (span) =>
      span.kind === 'client' &&
      reaching.has(JSON.stringify([span.resource.service, span.name])) &&
      trace.children(span.spanId).length === 0,
  );
}

function judge(
  { traceId, trace, expected, hasFailed }: RequestToVerify,
  others: readonly Trace[],
  seen: ReadonlySet<string>,
): VerifyFailure | undefined {
  const failed = (
    name: FailureClass,
    reasons: readonly string[],
    otherTraceIds: readonly string[] = [],
  ): VerifyFailure => ({ class: name, traceId, otherTraceIds, reasons });
  if (traceId === undefined) return failed('missing', ['the request brought back no trace id']);
  if (trace === undefined) return failed('missing', ['Jaeger does not know the trace']);
  if (seen.has(traceId)) return failed('duplicate', ['two requests brought back this trace id']);
  const kinds = trace.problems.map(({ kind }) => kind);
  if (kinds.includes('conflicting-span-id'))
    return failed('duplicate', ['different spans share an id']);
  if (kinds.length > 0) return failed('incomplete', [...new Set(kinds)].map(problemWords));
  if (expected === undefined) return undefined;
  if (hasFailed) {
    const excess = excessFaults(trace, expected);
    return excess.length === 0 ? undefined : failed('wrong-hierarchy', excess);
  }
  const reasons = hierarchyFaults(trace, expected).map(({ text }) => text);
  if (reasons.length === 0) return undefined;
  const found = whereTheRestIs(trace, expected, others);
  return failed(found.class, reasons, found.otherTraceIds);
}

/** What a trace that is whole and yet not as expected speaks for. */
function whereTheRestIs(
  trace: Trace,
  expected: ExpectedSpan,
  others: readonly Trace[],
): Pick<VerifyFailure, 'class' | 'otherTraceIds'> {
  const unanswered = unansweredCalls(trace, expected);
  if (unanswered.length === 0) return { class: 'wrong-hierarchy', otherTraceIds: [] };
  const rest = others.filter((other) => isRestOf(other, unanswered, expected));
  if (rest.length === 0) return { class: 'un-instrumented-callee', otherTraceIds: [] };
  return { class: 'split', otherTraceIds: rest.map(({ traceId }) => traceId) };
}

const problemWords = (kind: Trace['problems'][number]['kind']): string =>
  ({
    'no-root': 'no span is a root',
    orphan: 'the parent of a span was not received',
    cycle: 'spans are their own ancestors',
    'conflicting-span-id': 'different spans share an id',
  })[kind];

/** A server that is not an entry and ran while one of the calls was waiting: the context did not reach it. */
function isRestOf(other: Trace, calls: readonly Span[], entry: ExpectedSpan): boolean {
  return other.roots.some(
    (root) =>
      root.kind === 'server' &&
      root.resource.service !== entry.service &&
      calls.some((call) => {
        const quantum = quantumBetween(root, call);
        return root.startUs < endUs(call) + quantum && endUs(root) > call.startUs - quantum;
      }),
  );
}
