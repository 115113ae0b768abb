import { counted } from '../../model/counted.ts';
import { likelyCause } from '../../analysis/likely-cause.ts';
import type { FailureClass } from '../../analysis/verify.ts';
import { EXIT, Interrupted, LabError } from '../../base/errors.ts';
import { closedByTls, hintOfTls } from '../../base/tls-failures.ts';
import { groupBy } from '../../base/group-by.ts';
import type { AwaitedRun } from '../../lab/await-run.ts';
import { isOwn } from '../../lab/runs.ts';
import type { Delays } from '../../lab/follow-delays.ts';
import { summarise } from '../../load/latency.ts';
import { summariseByRequest } from '../../load/by-request.ts';
import { chosenRequests } from '../../scenarios/requests-of.ts';
import type { LoadAnswer, TracesAnswer } from '../answers/load.ts';
import type { DrivenLoad, DrivenRun } from './drive-load.ts';

/** The answer about a run of load. @param names of its requests */
export function loadAnswerOf(lab: string, load: DrivenRun, names: readonly string[]): LoadAnswer {
  const { run, summary } = load;
  const byRequest = summariseByRequest(run.records, names);
  return {
    schema: 'jaeger-lab/load@1',
    lab,
    run: run.id,
    request: run.request,
    seed: run.seed,
    url: run.url,
    interrupted: run.interrupted,
    planned: run.planned,
    faults: carriedBy(run.records),
    unplanned: load.unplanned.length,
    summary,
    ...(byRequest.length > 0 && { byRequest }),
    traces: load.traces && tracesAnswerOf(load.traces, load.delays),
  };
}

/** The names of the requests that a scenario's load sends. */
export const requestNames = ({ scenario }: DrivenLoad): string[] =>
  chosenRequests(scenario).map(({ name }) => name);

/** How many requests carried which fault. */
function carriedBy(records: DrivenRun['run']['records']): LoadAnswer['faults'] {
  const carrying = records.filter(({ fault }) => fault !== undefined);
  return Array.from(
    groupBy(carrying, ({ fault = '' }) => fault),
    ([fault, requests]) => ({ fault, requests: requests.length }),
  );
}

/**
 * @param allowed share of the requests that may fail though no fault was planted
 * @param verifyIt the command that shows where requests to one's own service failed, by their traces
 * @throws LabError when the run was cut short, requests failed, or traces are not there
 */
export function throwUnlessWell(load: DrivenRun, allowed = 0, verifyIt?: string): void {
  const { run, summary, traces, problem, unplanned } = load;
  if (run.interrupted) throw new Interrupted();
  if (unplanned.length > allowed * summary.requests) throw requestsFailed(load, verifyIt);
  if (load.failure) throw load.failure;
  if (!traces) return;
  const absent = traces.missing.length + traces.wrong.length;
  if (absent === 0) return;
  throw tracesAbsent(absent, traces, problem);
}

function tracesAbsent(absent: number, traces: AwaitedRun, problem: DrivenRun['problem']): LabError {
  const some = `${absent} of ${counted(traces.expected, 'trace')}`;
  return new LabError(
    traces.late
      ? `${some} were not readable in time`
      : `${some} are missing or not as expected, and no more spans are arriving`,
    {
      evidence: problem ? [`likely cause in ${problem.problem}`] : causeIn(traces),
      hint: problem?.cure ?? 'jaeger-lab doctor',
      exitCode: EXIT.tracesLate,
    },
  );
}

/** The likely cause of traces that are missing, or that lack the spans of a service. */
function causeIn({ missing, wrong }: AwaitedRun): string[] {
  const classes = wrong.flatMap(({ faults }): FailureClass[] => {
    if (faults.some((text) => text.endsWith('was not received'))) return ['incomplete'];
    return faults.some((text) => text.includes('(server) is missing'))
      ? ['un-instrumented-callee']
      : [];
  });
  const cause = likelyCause([...missing.map(() => 'missing' as const), ...classes]);
  return cause === undefined ? [] : [cause];
}

/** Names only the failures that were not planted: the others are as they should be. */
function requestsFailed(load: DrivenRun, verifyIt: string | undefined): LabError {
  const { run, summary, unplanned } = load;
  const { requests } = summary;
  const { failures } = summarise(unplanned);
  const kinds = failures
    .map(({ kind, count, status = '' }) => `${count} ${kind} ${status}`.trim())
    .join(', ');
  const few = unplanned.length;
  const share = Math.ceil((100 * few) / requests);
  const redirect = unplanned.find(({ failure }) => failure === 'redirect');
  const look = isOwn(run) ? ownLook(load, verifyIt) : 'jaeger-lab status';
  const evidence = redirect
    ? [`${redirect.status ?? ''} ${redirect.reason ?? ''}; redirects are not followed`.trim()]
    : [];
  return few === requests
    ? new LabError(
        `${requests === 1 ? 'the only request' : `all ${requests} requests`} to ${run.url} failed: ${kinds}`,
        {
          hint: look,
          evidence,
          exitCode: EXIT.no,
        },
      )
    : new LabError(`${few} of ${counted(requests, 'request')} failed: ${kinds}`, {
        hint: `${look}; accept so many: --allow-failures ${share}%`,
        evidence,
        exitCode: EXIT.no,
      });
}

/** What helps with requests to one's own service. */
function ownLook(load: DrivenRun, verifyIt: string | undefined): string {
  const { run, unplanned, traces } = load;
  const tls = tlsHint(load);
  if (tls !== undefined) return tls;
  if (unplanned.every(({ failure }) => failure === 'refused'))
    return `start the service, or wait for it: curl --retry 30 --retry-connrefused --retry-delay 1 ${run.url}`;
  const hasTraces = traces !== undefined && traces.readable.size > 0;
  return hasTraces && verifyIt !== undefined ? verifyIt : `curl -i ${run.url}`;
}

/** The option that lets requests through, where TLS did not; undefined where all failed otherwise. */
function tlsHint({ run: { url }, unplanned }: DrivenRun): string | undefined {
  const refused = unplanned.find(({ failure }) => failure === 'tls');
  if (refused) return hintOfTls(refused.reason ?? '');
  const isClosed =
    url.startsWith('https:') && unplanned.every(({ failure }) => failure === 'reset');
  return isClosed ? closedByTls(undefined).hint : undefined;
}

/** What is reported of the traces; the traces themselves stay in Jaeger. */
export function tracesAnswerOf(traces: AwaitedRun, delay?: Delays): TracesAnswer {
  const { expected, readable, notSampled, withoutId, missing, wrong, late, waitedMs } = traces;
  const ids = [...readable, ...missing, ...wrong.map(({ traceId }) => traceId)];
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
    delay,
  };
}
