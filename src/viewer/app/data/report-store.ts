import { assembleTraces } from '../../../model/assemble.ts';
import type { Trace } from '../../../model/trace.ts';
import type { ReportContents } from '../../inlined.ts';
import type { TraceStore } from './trace-store.ts';

/** The traces that came with the page. */
export function reportStore(contents: ReportContents): TraceStore {
  const traces = assembleTraces(contents.spans);
  const byId = new Map(traces.map((trace): [string, Trace] => [trace.traceId, trace]));
  const { run, jaegerVersion, createdAt, what, missing, settledUs } = contents;
  const faulty = new Set(contents.faulty);
  const runs = run === undefined ? [] : [run];
  return {
    about: () =>
      Promise.resolve({ kind: 'report', isLive: false, runs, jaegerVersion, createdAt, what }),
    services: () =>
      Promise.resolve([...new Set(contents.spans.map(({ resource }) => resource.service))].sort()),
    operations: (service) =>
      Promise.resolve(
        [
          ...new Set(
            contents.spans.flatMap((span) => (span.resource.service === service ? span.name : [])),
          ),
        ].sort(),
      ),
    all: () => Promise.resolve({ traces, what, missing, faulty, settledUs, isCut: false }),
    one: (traceId) => Promise.resolve(byId.get(traceId)),
  };
}
