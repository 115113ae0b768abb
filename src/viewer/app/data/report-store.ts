import { assembleTraces } from '../../../model/assemble.ts';
import type { Span, Trace } from '../../../model/trace.ts';
import type { ReportIndex } from '../../inlined.ts';
import type { TraceStore } from './trace-store.ts';

/** The traces that came with the page. Lists need the index alone; the spans are read after the first of them. */
export function reportStore(index: ReportIndex, readSpans: () => readonly Span[]): TraceStore {
  const { run, createdAt, what, isInsecure, missing, settledUs, summaries } = index;
  const { jaegerVersion } = index;
  const runs = run === undefined ? [] : [run];
  const found = { what, missing, faulty: new Set(index.faulty), settledUs, isCut: false };
  let known: readonly Trace[] | undefined;
  const traces = (): readonly Trace[] => (known ??= assembleTraces(readSpans()));
  return {
    about: () =>
      Promise.resolve({
        ...{ kind: 'report', isLive: false, runs, jaegerVersion, createdAt, what, isInsecure },
      }),
    services: () => Promise.resolve(sorted(summaries.flatMap(({ services }) => services))),
    operations: (service) =>
      Promise.resolve(
        sorted(
          traces().flatMap(({ spans }) =>
            spans.flatMap((span) => (span.resource.service === service ? span.name : [])),
          ),
        ),
      ),
    summaries() {
      // Most often the next question is about a trace.
      setTimeout(traces, 0);
      return Promise.resolve({ ...found, summaries });
    },
    all: () => Promise.resolve({ ...found, traces: traces() }),
    logs: () => Promise.resolve([]),
    runSpreadUs: () => Promise.resolve(undefined),
    one: (traceId) => Promise.resolve(traces().find((trace) => trace.traceId === traceId)),
  };
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();
