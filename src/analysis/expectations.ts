import { counted } from '../model/counted.ts';
import { percentilesOf } from '../base/percentile.ts';
import { isComplete } from '../model/assemble.ts';
import { attributeFaults, wantedTexts, type WantedAttributes } from '../model/attribute-faults.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Span, SpanKind, Trace } from '../model/trace.ts';
import { dependencies } from './dependencies.ts';
import { type ExpectedEdge, lackingEdge, type TraceCalls } from './expected-edge.ts';
import { type ExpectedPart, hasPart, partText } from './expected-part.ts';
import { failuresIn, failureText } from './failures.ts';
import { linkedAmong } from './links.ts';
import { nearestTo } from './nearest-part.ts';
import { isOperation } from './operation.ts';
import type { Check, VerifyWarning } from './warnings/verify-warning.ts';

/** What a user demands of the traces of a service. @see docs/expectations.md */
export interface Expectations {
  readonly hierarchy: ExpectedSpan | undefined;
  /** Roots that each trace has. */
  readonly roots: number | undefined;
  readonly edges: readonly ExpectedEdge[];
  readonly calls: readonly { readonly to: string; readonly atMost: number }[];
  readonly budgets: readonly Budget[];
  /** Values that the attributes of spans must have. */
  readonly attributes: readonly SpanAttributes[];
  /** Each is a part of every trace. */
  readonly contains: readonly ExpectedPart[];
  /** How many traces may have a failed span. */
  readonly errors: Limit | undefined;
  /** Warnings that count as failures. */
  readonly checks: readonly Check[];
}

/** A number, or a share of all. */
export interface Limit {
  readonly of: 'number' | 'share';
  readonly atMost: number;
}

export interface SpanAttributes {
  readonly service: string;
  readonly operation: string | undefined;
  readonly kind: SpanKind | undefined;
  readonly has: WantedAttributes;
}

export interface Budget {
  readonly service: string;
  readonly operation: string | undefined;
  readonly of: 'p50' | 'p95' | 'p99' | 'max';
  readonly belowUs: number;
}

/** `cannot-tell`: too few values for that percentile; not a failure. */
export interface Checked {
  readonly what: string;
  readonly result: 'holds' | 'fails' | 'cannot-tell';
  readonly reason: string;
  /** Traces that do not hold to it. */
  readonly traceIds: readonly string[];
}

/** Each demand with what was found. @param warnings on the same traces, where `checks` demands that there are none */
export function checkExpectations(
  demands: Expectations,
  traces: readonly Trace[],
  warnings: readonly VerifyWarning[] = [],
): Checked[] {
  const { roots, edges, calls, budgets, attributes, contains, errors, checks } = demands;
  const whole = traces.filter(isComplete);
  const linked = linkedAmong(whole);
  const graphs = whole.map((trace) => ({ trace, edges: edgesOf(trace, linked.get(trace)) }));
  return [
    ...(roots === undefined ? [] : [checkRoots(roots, whole)]),
    ...edges.map((edge) => checkEdge(edge, graphs, traces)),
    ...calls.map((call) => checkCalls(call, graphs)),
    ...budgets.map((budget) => checkBudget(budget, whole)),
    ...attributes.map((one) => checkAttributes(one, whole)),
    ...contains.map((part) => checkPart(part, whole)),
    ...(errors === undefined ? [] : [checkErrors(errors, traces)]),
    ...checks.map((check) => checkNone(check, warnings)),
  ];
}

/** Whether there is enough to verify at all. */
export function checkAtLeast(least: number, requests: number): Checked {
  const result = requests >= least ? 'holds' : 'fails';
  return {
    what: `at least ${counted(least, 'request')}`,
    result,
    reason: counted(requests, 'request'),
    traceIds: [],
  };
}

/** Rules about each trace hold for none, and the others only look at complete ones: that there are some is a rule as well. */
export function checkThere(traces: readonly Trace[]): Checked {
  const what = 'there are traces, all of them complete';
  if (traces.length === 0) return { what, result: 'fails', reason: 'no traces', traceIds: [] };
  return each(
    what,
    traces,
    traces.filter((trace) => !isComplete(trace)),
  );
}

function each(what: string, traces: readonly Trace[], wrong: readonly Trace[]): Checked {
  const result = wrong.length === 0 ? 'holds' : 'fails';
  const reason = `${traces.length - wrong.length} of ${counted(traces.length, 'trace')}`;
  return { what, result, reason, traceIds: wrong.map(({ traceId }) => traceId) };
}

function checkNone(check: Check, warnings: readonly VerifyWarning[]): Checked {
  const what = `no warning ${check}`;
  const found = warnings.filter((warning) => warning.check === check);
  if (found.length === 0) return { what, result: 'holds', reason: 'none', traceIds: [] };
  const traceIds = [...new Set(found.flatMap((warning) => warning.traceIds))].sort();
  return { what, result: 'fails', reason: found.map((one) => one.what).join('; '), traceIds };
}

function checkRoots(count: number, traces: readonly Trace[]): Checked {
  const wrong = traces.filter(({ roots }) => roots.length !== count);
  return each(`each trace has ${count} root${count === 1 ? '' : 's'}`, traces, wrong);
}

/** Also those of its messages that other traces took. */
const edgesOf = (trace: Trace, linked: Iterable<Trace> = []) =>
  dependencies([trace], { outside: false, linked: [...linked] }).edges;
const tracesOf = (graphs: readonly TraceCalls[]): Trace[] => graphs.map(({ trace }) => trace);

function checkEdge(
  edge: ExpectedEdge,
  graphs: readonly TraceCalls[],
  all: readonly Trace[],
): Checked {
  const wrong = lackingEdge(edge, graphs, all);
  return each(`${edge.from} calls ${edge.to}`, tracesOf(graphs), tracesOf(wrong));
}

function checkCalls(
  { to, atMost }: Expectations['calls'][number],
  graphs: readonly TraceCalls[],
): Checked {
  const wrong = graphs.filter(({ edges }) => {
    const calls = edges.filter((edge) => edge.to.name === to);
    return calls.reduce((sum, { count }) => sum + count, 0) > atMost;
  });
  return each(
    `at most ${counted(atMost, 'call')} to ${to} in a trace`,
    tracesOf(graphs),
    tracesOf(wrong),
  );
}

function checkPart(part: ExpectedPart, traces: readonly Trace[]): Checked {
  const wrong = traces.filter((trace) => !hasPart(trace, part));
  const checked = each(`contains ${partText(part)}`, traces, wrong);
  const [first] = wrong;
  if (first === undefined) return checked;
  const reason = `${checked.reason}; in ${first.traceId} ${nearestTo(part, first)}`;
  return { ...checked, reason };
}

/** Whether traces may fail, and no more did: a request that failed is then as it may be. */
export function areErrorsAllowed(
  { errors }: Pick<Expectations, 'errors'>,
  traces: readonly Trace[],
): boolean {
  return (
    errors !== undefined && errors.atMost > 0 && checkErrors(errors, traces).result === 'holds'
  );
}

function checkErrors({ of, atMost }: Limit, traces: readonly Trace[]): Checked {
  const wrong = traces.filter(({ spans }) => spans.some(({ status }) => status === 'error'));
  const most = of === 'share' ? atMost * traces.length : atMost;
  const share = `${Math.round(atMost * 1e4) / 100} % of the traces`;
  const limit = of === 'share' ? share : `${atMost} trace${atMost === 1 ? '' : 's'}`;
  const what = `at most ${limit} with a failed span`;
  const found = `${wrong.length} of ${counted(traces.length, 'trace')}`;
  if (wrong.length <= most) return { what, result: 'holds', reason: found, traceIds: [] };
  const [first] = wrong.slice(0, 1).flatMap(failuresIn);
  return {
    what,
    result: 'fails',
    reason: first === undefined ? found : `${found}; ${failureText(first)}`,
    traceIds: wrong.map(({ traceId }) => traceId),
  };
}

function checkAttributes(wanted: SpanAttributes, traces: readonly Trace[]): Checked {
  const { service, operation, kind, has } = wanted;
  const isMeant = (span: Span): boolean =>
    span.resource.service === service &&
    (operation === undefined || isOperation(span, operation)) &&
    (kind === undefined || span.kind === kind);
  const spans = traces.flatMap((trace) => trace.spans.filter(isMeant));
  const wrong = spans.flatMap((span) => {
    const faults = attributeFaults(span, has);
    return faults.length === 0 ? [] : [{ traceId: span.traceId, faults }];
  });
  const what = `${[service, operation, kind].filter(Boolean).join(' ')} has ${wantedTexts(has).join(', ')}`;
  if (spans.length === 0) return { what, result: 'fails', reason: 'no such span', traceIds: [] };
  const good = `${spans.length - wrong.length} of ${counted(spans.length, 'span')}`;
  const [first] = wrong;
  return {
    what,
    result: first ? 'fails' : 'holds',
    reason: first ? `${good}; ${first.faults.join(', ')}` : good,
    traceIds: [...new Set(wrong.map(({ traceId }) => traceId))],
  };
}

function checkBudget(budget: Budget, traces: readonly Trace[]): Checked {
  const { service, operation, of, belowUs } = budget;
  const spans = traces.flatMap((trace) =>
    trace.spans.filter(
      (span) =>
        span.resource.service === service &&
        (operation === undefined ? span.kind === 'server' : isOperation(span, operation)),
    ),
  );
  const measured = percentilesOf(spans.map(({ durationUs }) => durationUs));
  const found = measured[of];
  const ms = (us: number): string => `${us / 1000} ms`;
  const what = `${of} of ${service}${operation === undefined ? '' : ` ${operation}`} below ${ms(belowUs)}`;
  if (measured.n === 0) return { what, result: 'fails', reason: 'no such span', traceIds: [] };
  if (found === undefined)
    return {
      what,
      result: 'cannot-tell',
      reason: `only ${counted(measured.n, 'span')}`,
      traceIds: [],
    };
  const over = spans.filter(({ durationUs }) => durationUs >= belowUs);
  const fails = found >= belowUs;
  return {
    what,
    result: fails ? 'fails' : 'holds',
    reason: `${ms(found)} over ${counted(measured.n, 'span')}`,
    traceIds: fails ? [...new Set(over.map(({ traceId }) => traceId))] : [],
  };
}
