import type { Clock } from '../base/clock.ts';
import { drive } from '../load/drive.ts';
import type { RequestRecord } from '../load/request-record.ts';
import type { Plan } from '../load/schedule.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { LabFolder } from './lab-folder.ts';
import { type Run, saveRun } from './runs.ts';
import { type LabState, addressIn } from './state.ts';

export interface DriveRun {
  readonly folder: LabFolder;
  readonly state: LabState;
  readonly scenario: Scenario;
  readonly plan: Plan;
  /** The name of the variant that `scenario` was made to ask for. */
  readonly request?: string | undefined;
  /** For one request. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onRecord: (record: RequestRecord) => void;
}

/**
 * Drives one run of load at the scenario's entry and enters it into the ledger, an interrupted one too.
 *
 * @throws LabError when the ledger cannot be written
 */
export async function driveRun(work: DriveRun): Promise<Run> {
  const { scenario, state, plan, clock, signal } = work;
  const { component, port, method, path } = scenario.entry;
  const url = `http://${addressIn(state, component, port)}${path}`;
  const records: RequestRecord[] = [];
  const startedAt = new Date(clock.now()).toISOString();
  const onRecord = (record: RequestRecord): void => {
    records.push(record);
    work.onRecord(record);
  };
  await drive({ url, method, plan, timeoutMs: work.timeoutMs }, onRecord, signal);
  return saveRun(work.folder, {
    scenario: scenario.name,
    url,
    plan,
    ...(work.request !== undefined && { request: work.request }),
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    interrupted: signal.aborted,
    records,
  });
}
