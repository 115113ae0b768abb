import type { Span } from '../../otlp/types.ts';
import { PAUSE, STEPS, type Work } from '../turns.ts';
import type { TraceView } from './span-view.ts';

/** What `/api/v3/trace-summaries` returns of each trace; what is 0 or empty is left out. */
export function* summariesJson(traces: Iterable<Work<TraceView>>): Iterable<string> {
  yield '{"summaries":[';
  let separator = '';
  for (const trace of traces) {
    const view = yield* trace;
    if (view.spans.length === 0) continue;
    yield `${separator}${JSON.stringify(yield* summaryOf(view))}`;
    separator = ',';
  }
  yield ']}\n';
}

class Counts {
  #spans = 0;
  #errors = 0;

  add(isError: boolean): void {
    this.#spans += 1;
    if (isError) this.#errors += 1;
  }

  toJSON() {
    return { spanCount: this.#spans, errorSpanCount: this.#errors || undefined };
  }
}

const ERROR = 2;

function* summaryOf({ traceId, spans }: TraceView): Work<unknown> {
  const summary = new Summary(traceId);
  for (const [index, { service, read }] of spans.entries()) {
    if (index % STEPS === 0) yield PAUSE;
    summary.add(service, read().span);
  }
  return summary.toJSON();
}

class Summary {
  readonly #traceId: string;
  readonly #all = new Counts();
  readonly #byService = new Map<string, Counts>();
  readonly #ids = new Set<string>();
  readonly #parents: string[] = [];
  /** The first to start of those without a parent. */
  #root: { readonly service: string; readonly span: Span } | undefined;
  #startMin: bigint | undefined;
  #endMax: bigint | undefined;

  constructor(traceId: string) {
    this.#traceId = traceId;
  }

  add(service: string, span: Span): void {
    const { spanId, parentSpanId, startTimeUnixNano: start, endTimeUnixNano: end, status } = span;
    const ofService = this.#byService.get(service) ?? new Counts();
    this.#byService.set(service, ofService);
    for (const counts of [this.#all, ofService]) counts.add(status.code === ERROR);
    this.#ids.add(spanId);
    if (parentSpanId !== '') this.#parents.push(parentSpanId);
    else this.#addRoot(service, span);
    if (start < (this.#startMin ?? start + 1n)) this.#startMin = start;
    if (end > (this.#endMax ?? -1n)) this.#endMax = end;
  }

  #addRoot(service: string, span: Span): void {
    const isFirst =
      this.#root === undefined || span.startTimeUnixNano < this.#root.span.startTimeUnixNano;
    if (isFirst) this.#root = { service, span };
  }

  toJSON() {
    return {
      traceId: this.#traceId,
      rootServiceName: this.#root?.service,
      rootOperationName: this.#root?.span.name,
      minStartTimeUnixNano: this.#startMin?.toString(),
      maxEndTimeUnixNano: this.#endMax?.toString(),
      ...this.#all.toJSON(),
      orphanSpanCount: this.#parents.filter((parent) => !this.#ids.has(parent)).length || undefined,
      services: [...this.#byService]
        .sort(([a], [b]) => Number(a > b) - Number(a < b))
        .map(([name, counts]) => ({ name, ...counts.toJSON() })),
    };
  }
}
