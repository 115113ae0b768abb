import type { Clock } from '../base/clock.ts';
import { LabError } from '../base/errors.ts';
import { drive } from '../load/drive.ts';
import type { CarriedFault } from '../load/fault.ts';
import { RecordLog } from '../load/record-log.ts';
import type { RequestRecord } from '../load/request-record.ts';
import { type Plan, plannedRequests } from '../load/schedule.ts';
import { callsOf } from '../model/hierarchy.ts';
import { tracedServices } from './lab-spec.ts';
import { chosenRequests } from '../scenarios/requests-of.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { LabFolder } from './lab-folder.ts';
import { canFail, looksPlanted } from './planted-failure.ts';
import { type Run, saveRun } from './runs.ts';
import { type LabState, addressIn, readState, scenarioTyped } from './state.ts';

export interface DriveRun {
  readonly folder: LabFolder;
  readonly state: LabState;
  readonly scenario: Scenario;
  /** The name of the only request to send. */
  readonly request?: string | undefined;
  /** Faults that a share of the requests carries. */
  readonly faults?: readonly CarriedFault[] | undefined;
  /** Of the random numbers that deal the faults. */
  readonly seed?: number | undefined;
  readonly plan: Plan;
  /** It is not a lab of the program: there is no ledger, and nothing that could be taken down meanwhile. */
  readonly isElsewhere?: boolean | undefined;
  /** Timeout of one request. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onRecord: (record: RequestRecord) => void;
}

/**
 * Drives one run of load at the scenario's entry and saves it in the ledger, even when interrupted.
 *
 * @throws LabError (not ready) when the lab was taken down meanwhile, or the ledger cannot be written
 */
export async function driveRun(work: DriveRun): Promise<Run> {
  const { scenario, state, plan, clock, signal } = work;
  const { component, port, method, path } = scenario.entry;
  const url = `http://${addressIn(state, component, port)}${path}`;
  const requests =
    scenario.requests &&
    chosenRequests(scenario).map((request) => ({
      ...request,
      url: `http://${addressIn(state, request.component, port)}${request.path}`,
    }));
  const log = new RecordLog();
  const startedAt = new Date(clock.now()).toISOString();
  const onRecord = (record: RequestRecord): void => {
    log.add(record);
    work.onRecord(record);
  };
  const { faults, seed, timeoutMs } = work;
  const planned = plannedRequests(plan);
  await drive({ url, method, requests, faults, seed, plan, timeoutMs }, onRecord, signal);
  await throwIfGone(work);
  const { sampling } = state.madeWith ?? {};
  const records = log.all();
  const injected = await injectedIn(work, records);
  return kept(work, {
    scenario: scenario.name,
    ...(work.request !== undefined && { request: work.request }),
    ...(faults && faults.length > 0 && { seed }),
    ...(injected.length > 0 && { injected }),
    topology: state.topology,
    url,
    plan,
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    interrupted: signal.aborted,
    ...(Number.isFinite(planned) && { planned }),
    sampledShare: state.sampledShare,
    ...(sampling?.kind === 'tail' && { tail: sampling }),
    records,
  });
}

/** The number of a run that no ledger has. */
const NO_LEDGER = 0;

const kept = async (
  { folder, isElsewhere }: DriveRun,
  run: Parameters<typeof saveRun>[1],
): Promise<Run> => (isElsewhere ? { version: 1, id: NO_LEDGER, ...run } : saveRun(folder, run));

/** Asked only where a failure may come from it. */
async function injectedIn(
  { state, scenario, isElsewhere = false, signal }: DriveRun,
  records: readonly RequestRecord[],
): Promise<string[]> {
  const open = records.filter((record) => looksPlanted(record) && record.fault === undefined);
  if (open.length === 0 || isElsewhere || state.faults === false || signal.aborted) return [];
  const { faultsIn } = await import('./switched-fault.ts');
  const faults = await faultsIn(state, tracedServices(scenario), signal);
  const all = records.every(({ failure }) => failure !== undefined);
  return faults
    .filter((fault) =>
      canFail(fault, { failed: open, all, calls: mostCalls(scenario, fault.service) }),
    )
    .map(({ service }) => service);
}

/** How often one request of a scenario calls a service at most. */
const mostCalls = ({ expected, requests = [] }: Scenario, service: string): number =>
  Math.max(
    ...[expected, ...requests.map((one) => one.expected)].map((one) => callsOf(one, service)),
  );

/** The ledger of a removed lab would be mistaken for that of the next lab of the same name. */
async function throwIfGone({ folder, state, isElsewhere }: DriveRun): Promise<void> {
  const isGone = !isElsewhere && (await readState(folder).catch(() => 'damaged')) === undefined;
  if (!isGone) return;
  throw new LabError(`lab "${folder.lab}" was taken down while requests were being sent`, {
    hint: `jaeger-lab up ${scenarioTyped(state)}`,
  });
}
