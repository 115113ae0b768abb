import { groupBy } from './group-by.ts';
import type { SpanView, TraceView } from './span-view.ts';

/** What `/api/v3/trace-summaries` tells of each trace; what is nought or empty is left out. */
export function* summariesJson(traces: Iterable<TraceView>): Iterable<string> {
  yield '{"summaries":[';
  let separator = '';
  for (const trace of traces) {
    yield `${separator}${JSON.stringify(summaryOf(trace))}`;
    separator = ',';
  }
  yield ']}\n';
}

interface Counts {
  readonly spanCount: number;
  readonly errorSpanCount: number | undefined;
}

function summaryOf({ traceId, spans }: TraceView) {
  const root = spans
    .filter(({ span }) => span.parentSpanId === '')
    .reduce<SpanView | undefined>(
      (first, view) => (startsBefore(view, first) ? view : first),
      undefined,
    );
  const ids = new Set(spans.map(({ span }) => span.spanId));
  const orphans = spans.filter(
    ({ span }) => span.parentSpanId !== '' && !ids.has(span.parentSpanId),
  );
  const byService = [...groupBy(spans, ({ service }) => service)];
  return {
    traceId,
    rootServiceName: root?.service,
    rootOperationName: root?.span.name,
    minStartTimeUnixNano: extreme(
      spans.map(({ span }) => span.startTimeUnixNano),
      (a, b) => a < b,
    ),
    maxEndTimeUnixNano: extreme(
      spans.map(({ span }) => span.endTimeUnixNano),
      (a, b) => a > b,
    ),
    ...counts(spans),
    orphanSpanCount: orphans.length || undefined,
    services: byService
      .toSorted(([a], [b]) => Number(a > b) - Number(a < b))
      .map(([name, ofService]) => ({ name, ...counts(ofService) })),
  };
}

const startsBefore = (view: SpanView, other: SpanView | undefined): boolean =>
  other === undefined || view.span.startTimeUnixNano < other.span.startTimeUnixNano;

const ERROR = 2;

const counts = (spans: readonly SpanView[]): Counts => ({
  spanCount: spans.length,
  errorSpanCount: spans.filter(({ span }) => span.status.code === ERROR).length || undefined,
});

function extreme(times: readonly bigint[], goesBefore: (a: bigint, b: bigint) => boolean) {
  const [first, ...others] = times;
  return others
    .reduce((found, time) => (goesBefore(time, found ?? time) ? time : found), first)
    ?.toString();
}
