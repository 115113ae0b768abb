import { percentilesOf } from '../base/percentile.ts';
import { isComplete } from '../model/assemble.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { Trace } from '../model/trace.ts';
import { dependencies } from './dependencies.ts';
import type { Check, VerifyWarning } from './warnings/verify-warning.ts';

/** What a user demands of the traces of a service. @see docs/expectations.md */
export interface Expectations {
  readonly hierarchy: ExpectedSpan | undefined;
  /** Roots that each trace has. */
  readonly roots: number | undefined;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly calls: readonly { readonly to: string; readonly atMost: number }[];
  readonly budgets: readonly Budget[];
  /** Warnings that count as failures. */
  readonly checks: readonly Check[];
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
  { roots, edges, calls, budgets, checks }: Expectations,
  traces: readonly Trace[],
  warnings: readonly VerifyWarning[] = [],
): Checked[] {
  const whole = traces.filter(isComplete);
  return [
    ...(roots === undefined ? [] : [checkRoots(roots, whole)]),
    ...edges.map((edge) => checkEdge(edge, whole)),
    ...calls.map((call) => checkCalls(call, whole)),
    ...budgets.map((budget) => checkBudget(budget, whole)),
    ...checks.map((check) => checkNone(check, warnings)),
  ];
}

function each(what: string, traces: readonly Trace[], wrong: readonly Trace[]): Checked {
  const result = wrong.length === 0 ? 'holds' : 'fails';
  const reason = `${traces.length - wrong.length} of ${traces.length} traces`;
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

const edgesOf = (trace: Trace) => dependencies([trace], { outside: false }).edges;

function checkEdge({ from, to }: Expectations['edges'][number], traces: readonly Trace[]): Checked {
  const wrong = traces.filter(
    (trace) => !edgesOf(trace).some((edge) => edge.from.name === from && edge.to.name === to),
  );
  return each(`${from} calls ${to}`, traces, wrong);
}

function checkCalls(
  { to, atMost }: Expectations['calls'][number],
  traces: readonly Trace[],
): Checked {
  const wrong = traces.filter((trace) => {
    const calls = edgesOf(trace).filter((edge) => edge.to.name === to);
    return calls.reduce((sum, { count }) => sum + count, 0) > atMost;
  });
  return each(`at most ${atMost} calls to ${to} in a trace`, traces, wrong);
}

function checkBudget(budget: Budget, traces: readonly Trace[]): Checked {
  const { service, operation, of, belowUs } = budget;
  const spans = traces.flatMap((trace) =>
    trace.spans.filter(
      (span) =>
        span.resource.service === service &&
        (operation === undefined ? span.kind === 'server' : span.name === operation),
    ),
  );
  const measured = percentilesOf(spans.map(({ durationUs }) => durationUs));
  const found = measured[of];
  const ms = (us: number): string => `${us / 1000} ms`;
  const what = `${of} of ${service}${operation === undefined ? '' : ` ${operation}`} below ${ms(belowUs)}`;
  if (measured.n === 0) return { what, result: 'fails', reason: 'no such span', traceIds: [] };
  if (found === undefined)
    return { what, result: 'cannot-tell', reason: `only ${measured.n} spans`, traceIds: [] };
  const over = spans.filter(({ durationUs }) => durationUs >= belowUs);
  const fails = found >= belowUs;
  return {
    what,
    result: fails ? 'fails' : 'holds',
    reason: `${ms(found)} over ${measured.n} spans`,
    traceIds: fails ? [...new Set(over.map(({ traceId }) => traceId))] : [],
  };
}
