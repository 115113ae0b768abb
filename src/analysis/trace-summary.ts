import { longestRoot } from '../model/longest-root.ts';
import { endUs, type Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { soundTimes } from './impossible-times.ts';
import { rootsOf } from './requests.ts';

/** A trace as a list shows it. */
export interface TraceSummary {
  readonly traceId: string;
  /** Of its first span. */
  readonly startUs: Micros;
  /** The longest of its roots; undefined where none arrived. */
  readonly root: { readonly service: string; readonly operation: string } | undefined;
  /** Duration of the root, else from the first start to the last end. */
  readonly durationUs: Micros;
  /** From the first start to the last end. */
  readonly traceUs: Micros;
  readonly spans: number;
  /** In alphabetical order. */
  readonly services: readonly string[];
  /** Spans whose status is an error. */
  readonly errors: number;
  readonly complete: boolean;
  /** Spans whose times cannot be. */
  readonly impossibleTimes: number;
}

/** Spans whose times cannot be count, and their times do not. */
export function summaryOf(trace: Trace): TraceSummary {
  const { trace: sound, faults } = soundTimes(trace);
  const root = longestRoot({ roots: rootsOf(sound) });
  const { startUs, durationUs } = extentOf(trace);
  return {
    traceId: trace.traceId,
    startUs,
    root: root && { service: root.resource.service, operation: root.name },
    durationUs: root?.durationUs ?? durationUs,
    traceUs: durationUs,
    spans: trace.spans.length,
    services: [...new Set(trace.spans.map(({ resource }) => resource.service))].sort(),
    errors: trace.spans.filter(({ status }) => status === 'error').length,
    complete: trace.problems.length === 0,
    impossibleTimes: faults.size,
  };
}

/** From the first start to the last end of its spans, without those whose times cannot be, unless there are no others. */
export function extentOf(trace: Trace): { startUs: Micros; durationUs: Micros } {
  const { trace: sound } = soundTimes(trace);
  const { spans } = sound.spans.length > 0 ? sound : trace;
  const startUs = spans[0]?.startUs ?? micros(0);
  const end = spans.reduce<number>((latest, span) => Math.max(latest, endUs(span)), startUs);
  return { startUs, durationUs: micros(end - startUs) };
}

export type SummaryOrder = 'start' | 'duration' | 'trace' | 'spans';

/** Newest, longest request or trace, or largest first; the smaller id of two that are equal. */
export function inOrder(summaries: readonly TraceSummary[], order: SummaryOrder): TraceSummary[] {
  const measure = {
    start: 'startUs',
    duration: 'durationUs',
    trace: 'traceUs',
    spans: 'spans',
  } as const;
  const by = measure[order];
  return summaries.toSorted((a, b) => b[by] - a[by] || (a.traceId < b.traceId ? -1 : 1));
}
