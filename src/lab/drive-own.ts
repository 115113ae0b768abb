import type { Clock } from '../base/clock.ts';
import type { Tls } from '../base/tls.ts';
import { drive, type WeightedRequest } from '../load/drive.ts';
import type { IdSource } from '../load/own-trace.ts';
import { RecordLog } from '../load/record-log.ts';
import type { RequestRecord } from '../load/request-record.ts';
import { type Plan, plannedRequests } from '../load/schedule.ts';
import type { LabFolder } from './lab-folder.ts';
import { OWN_SCENARIO, type Run, saveRun } from './runs.ts';

export interface DriveOwn {
  /** Of the ledger. */
  readonly folder: LabFolder;
  /** At least one. */
  readonly requests: readonly WeightedRequest[];
  readonly ids: IdSource;
  readonly plan: Plan;
  readonly timeoutMs: number;
  /** For services behind https. */
  readonly tls?: Tls | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onRecord: (record: RequestRecord) => void;
}

/**
 * Drives one run of load at services that are not a lab's and saves it in the ledger, even when interrupted.
 *
 * @throws LabError (usage) for an invalid URL, (not ready) when the ledger cannot be written
 */
export async function driveOwn(work: DriveOwn): Promise<Run> {
  const { folder, requests, ids, plan, timeoutMs, tls, clock, signal } = work;
  const [{ url } = { url: '' }] = requests;
  const log = new RecordLog();
  const startedAt = new Date(clock.now()).toISOString();
  const onRecord = (record: RequestRecord): void => {
    log.add(ids === 'none' ? { ...record, traceId: undefined, sampled: undefined } : record);
    work.onRecord(record);
  };
  await drive({ url, requests, ids, plan, timeoutMs, tls }, onRecord, signal);
  const planned = plannedRequests(plan);
  return saveRun(folder, {
    scenario: OWN_SCENARIO,
    url: withoutSecrets(url),
    plan,
    startedAt,
    finishedAt: new Date(clock.now()).toISOString(),
    interrupted: signal.aborted,
    ...(Number.isFinite(planned) && { planned }),
    records: log.all(),
  });
}

/** A query or a user may hold some. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
