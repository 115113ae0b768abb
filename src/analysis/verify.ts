import { type ExpectedSpan, failedHierarchyFaults, hierarchyFaults } from '../model/hierarchy.ts';
import { endUs, type Span, type Trace } from '../model/trace.ts';
import { quantumBetween } from './clock-quantum.ts';
import { failureOrigins, originText, wasPlanted } from './failed-request.ts';
import { rootsOf } from './requests.ts';
import { operationOf } from './operation.ts';
import { otherHalves } from './split-id.ts';

/** Why a request's trace is not as it should be, the first that applies. */
export const FAILURE_CLASSES = [
  'missing',
  'duplicate',
  'incomplete',
  'failed',
  'split',
  'un-instrumented-callee',
  'wrong-hierarchy',
] as const;

/** `failed`: the request failed, and no fault that was planted explains it. */
export type FailureClass = (typeof FAILURE_CLASSES)[number];

export interface RequestToVerify {
  /** Undefined when the request brought no id back. */
  readonly traceId: string | undefined;
  /** Undefined when Jaeger does not know it. */
  readonly trace: Trace | undefined;
  /** Undefined where nothing is known of the hierarchy: then only completeness is verified. */
  readonly expected: ExpectedSpan | undefined;
  /** It failed on the way: what was to be called after the failure is missing. */
  readonly hasFailed?: boolean;
  /** Its failure is known to be planted, whatever its spans say. */
  readonly isPlanned?: boolean;
  /** So many requests may fail that this one may. */
  readonly isAllowed?: boolean;
}

export interface VerifyFailure {
  readonly class: FailureClass;
  /** The request failed, whether that was planted or not. */
  readonly hasFailed: boolean;
  readonly traceId: string | undefined;
  /** Of a split request: the traces that hold the rest of it. */
  readonly otherTraceIds: readonly string[];
  readonly reasons: readonly string[];
}

/**
 * Whether every request left its one, whole trace, and if not, what went wrong. A request that failed because of a
 * planted fault is as it should be if it left all the spans that its failure leaves.
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
  const ids = requests.flatMap(({ trace }) => trace?.traceId ?? []);
  const halves = otherHalves([...ids, ...others.map(({ traceId }) => traceId)]);
  return requests.flatMap((request) => {
    const failure = cutFailure(request, halves) ?? judge(request, others, seen);
    if (request.traceId !== undefined) seen.add(request.traceId);
    return failure ?? [];
  });
}

/** Whether a request failed for a reason of its own. */
export const failedUnplanned = ({ trace, hasFailed, isPlanned }: RequestToVerify): boolean =>
  hasFailed === true && isPlanned !== true && trace !== undefined && !wasPlanted(trace);

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
      [span.name, operationOf(span)].some((name) =>
        reaching.has(JSON.stringify([span.resource.service, name])),
      ) &&
      trace.children(span.spanId).length === 0,
  );
}

/** A service on the way cut the id, and what it calls reports under another. */
function cutFailure(
  { traceId, trace, hasFailed = false }: RequestToVerify,
  halves: ReturnType<typeof otherHalves>,
): VerifyFailure | undefined {
  const otherTraceIds = trace && halves.get(trace.traceId);
  if (!otherTraceIds) return undefined;
  const reasons = ['a service on the way cuts trace ids to 64 bits'];
  return { class: 'split', traceId, hasFailed, otherTraceIds, reasons };
}

function judge(
  request: RequestToVerify,
  others: readonly Trace[],
  seen: ReadonlySet<string>,
): VerifyFailure | undefined {
  const { traceId, trace, hasFailed = false } = request;
  const failed: Fails = (name, ...reasons) => ({
    ...{ class: name, traceId, hasFailed, otherTraceIds: [], reasons },
  });
  if (traceId === undefined) return judgeWithoutId(request, failed);
  if (trace === undefined) return failed('missing', 'Jaeger does not know the trace');
  if (seen.has(traceId)) return failed('duplicate', 'two requests brought back this trace id');
  const kinds = new Set(trace.problems.map(({ kind }) => kind));
  if (kinds.has('conflicting-span-id')) return failed('duplicate', 'different spans share an id');
  if (kinds.size > 0) return failed('incomplete', ...Array.from(kinds, problemWords));
  if (hasFailed) return judgeFailed({ ...request, trace }, failed);
  return judgeHierarchy({ ...request, trace }, others);
}

type Fails = (name: FailureClass, ...reasons: readonly string[]) => VerifyFailure;

/** A request that got no response has no id. */
function judgeWithoutId(
  { hasFailed = false, isPlanned = false }: RequestToVerify,
  failed: Fails,
): VerifyFailure | undefined {
  if (!hasFailed) return failed('missing', 'the request brought back no trace id');
  return isPlanned ? undefined : failed('failed', 'the request got no response with a trace id');
}

type Arrived = RequestToVerify & { readonly trace: Trace };

function judgeFailed(
  { trace, expected, isPlanned = false, isAllowed = false }: Arrived,
  failed: Fails,
): VerifyFailure | undefined {
  const faults = expected
    ? failedHierarchyFaults(trace, expected, operationOf).map(({ text }) => text)
    : [];
  if (!isPlanned && !isAllowed && !wasPlanted(trace))
    return failed('failed', ...new Set(failureOrigins(trace).map(originText)), ...faults);
  return faults.length === 0 ? undefined : failed('wrong-hierarchy', ...faults);
}

function judgeHierarchy(
  { traceId, trace, expected }: Arrived,
  others: readonly Trace[],
): VerifyFailure | undefined {
  if (expected === undefined) return undefined;
  const reasons = hierarchyFaults(trace, expected, operationOf).map(({ text }) => text);
  if (reasons.length === 0) return undefined;
  return { ...whereTheRestIs(trace, expected, others), traceId, hasFailed: false, reasons };
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
  return rootsOf(other).some(
    (root) =>
      root.kind === 'server' &&
      root.resource.service !== entry.service &&
      calls.some((call) => {
        const quantum = quantumBetween(root, call);
        return root.startUs < endUs(call) + quantum && endUs(root) > call.startUs - quantum;
      }),
  );
}
