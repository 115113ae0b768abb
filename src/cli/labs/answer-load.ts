import { EXIT, Interrupted, LabError } from '../../base/errors.ts';
import type { AwaitedRun } from '../../lab/await-run.ts';
import { summariseByRequest } from '../../load/by-request.ts';
import { chosenRequests } from '../../scenarios/requests-of.ts';
import type { LoadAnswer, TracesAnswer } from '../answers/load.ts';
import type { DrivenLoad } from './drive-load.ts';

/** The answer about a run of load. */
export function loadAnswerOf(lab: string, load: DrivenLoad): LoadAnswer {
  const { run, summary, scenario } = load;
  const names = chosenRequests(scenario).map(({ name }) => name);
  const byRequest = summariseByRequest(run.records, names);
  return {
    schema: 'jaeger-lab/load@1',
    lab,
    run: run.id,
    request: run.request,
    url: run.url,
    interrupted: run.interrupted,
    faults: carriedBy(run.records),
    summary,
    ...(byRequest.length > 0 && { byRequest }),
    traces: load.traces && tracesAnswerOf(load.traces),
  };
}

/** How many requests carried which fault. */
function carriedBy(records: DrivenLoad['run']['records']): LoadAnswer['faults'] {
  const counts = new Map<string, number>();
  for (const { fault } of records)
    if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return [...counts].map(([fault, requests]) => ({ fault, requests }));
}

/** @throws LabError when the run was cut short, nothing was answered, or traces are not there */
export function throwUnlessWell({ run, summary, traces }: DrivenLoad): void {
  if (!traces) throw new Interrupted();
  if (summary.ok === 0) {
    const kinds = summary.failures.map(
      ({ kind, count, status }) => `${count} ${kind}${status ? ` ${status}` : ''}`,
    );
    throw new LabError(
      `none of the ${summary.requests} requests to ${run.url} went well: ${kinds.join(', ')}`,
      {
        hint: 'jaeger-lab status',
      },
    );
  }
  const absent = traces.missing.length + traces.wrong.length;
  if (absent > 0) {
    throw new LabError(
      traces.late
        ? `${absent} of ${traces.expected} traces were not readable in time`
        : `${absent} of ${traces.expected} traces are missing or not as expected, and nothing more is coming`,
      { hint: 'jaeger-lab logs', exitCode: EXIT.tracesLate },
    );
  }
}

/** What is told of the traces; the traces themselves stay in Jaeger. */
export function tracesAnswerOf(traces: AwaitedRun): TracesAnswer {
  const { expected, readable, notSampled, withoutId, missing, wrong, late, waitedMs } = traces;
  const ids = [...readable.keys(), ...missing, ...wrong.map(({ traceId }) => traceId)];
  return {
    expected,
    readable: readable.size,
    notSampled,
    withoutId,
    ids,
    missing,
    wrong,
    late,
    waitedMs,
  };
}
