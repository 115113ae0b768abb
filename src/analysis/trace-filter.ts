import type { Trace } from '../model/trace.ts';
import { longestRoot } from '../model/longest-root.ts';
import type { Micros } from '../model/units.ts';
import { soundTimes } from './impossible-times.ts';
import { hasSpan, type SpanSearch } from './span-search.ts';
import { extentOf } from './trace-summary.ts';

/** Which traces are wanted: a span as Jaeger searches for it, and what Jaeger cannot ask for. */
export interface TraceFilter extends SpanSearch {
  /** No span of `service` and `operation` (of any, where none is named) has one of them. */
  readonly notAttributes?: readonly (readonly [key: string, value: string])[] | undefined;
  readonly notOperations?: readonly string[] | undefined;
  readonly withoutServices?: readonly string[] | undefined;
  readonly minSpans?: number | undefined;
  /** Some span failed. */
  readonly errors?: boolean | undefined;
  /** Of the longer of request and trace. */
  readonly minUs?: Micros | undefined;
  readonly maxUs?: Micros | undefined;
}

/** Whether a trace is wanted. A filter and its negation divide the traces through one service, or with one operation, in two. */
export function isWanted(trace: Trace, filter: TraceFilter): boolean {
  const { minSpans = 0, minUs, maxUs } = filter;
  return (
    trace.spans.length >= minSpans &&
    (minUs === undefined || lengthOf(trace) >= minUs) &&
    (maxUs === undefined || lengthOf(trace) <= maxUs) &&
    (!filter.errors || trace.spans.some(({ status }) => status === 'error')) &&
    hasSpan(trace, filter) &&
    !exclusionsOf(filter).some((search) => hasSpan(trace, search))
  );
}

/** What is to be left out: of none of these a trace may have a span. */
export function exclusionsOf(filter: TraceFilter): SpanSearch[] {
  const { service, operation: named, notAttributes = [] } = filter;
  const { notOperations = [], withoutServices = [] } = filter;
  return [
    ...withoutServices.map((other) => ({ service: other })),
    ...notOperations.map((operation) => ({ service, operation })),
    ...notAttributes.map(([key, value]) => ({
      ...{ service, operation: named },
      attributes: { [key]: value },
    })),
  ];
}

/** The larger of its longest request and the time from its first start to its last end, in µs. */
export function lengthOf(trace: Trace): number {
  return Math.max(
    longestRoot(soundTimes(trace).trace)?.durationUs ?? 0,
    extentOf(trace).durationUs,
  );
}
