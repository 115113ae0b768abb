import { isSince, type Run } from '../../lab/runs.ts';
import type { LabState } from '../../lab/state.ts';
import type { RunAbout, RunTraces } from '../../viewer/lab-routes.ts';

/** A run of the ledger as the viewer's lists show it. */
export function runAbout(run: Run, state: Pick<LabState, 'since'>): RunAbout {
  const { id, scenario, startedAt, finishedAt, records } = run;
  return {
    ...{ id, scenario, startedAt, finishedAt },
    requests: records.length,
    failed: records.filter(({ failure }) => failure !== undefined).length,
    isOfThisLab: isSince(run, state),
  };
}

/** With the traces that it left, and which of them carried a fault. */
export function runTraces(run: Run, state: Pick<LabState, 'since'>): RunTraces {
  const sampled = run.records.filter(({ sampled }) => sampled);
  return {
    ...runAbout(run, state),
    traceIds: sampled.flatMap(({ traceId }) => traceId ?? []),
    faulty: sampled.flatMap(({ fault, traceId }) => (fault === undefined ? [] : (traceId ?? []))),
  };
}
