import { drive } from '../../src/load/drive.ts';
import type { RequestRecord } from '../../src/load/request-record.ts';
import type { Plan } from '../../src/load/schedule.ts';

const PATIENCE_MS = 10_000;

/**
 * Drives a plan and keeps all its records, as `load` does.
 *
 * @returns the records, and the ms from the start to the end of the last request
 * @throws Error when a request fails
 */
export async function driven(
  url: string,
  plan: Plan,
): Promise<{ records: RequestRecord[]; ms: number }> {
  const records: RequestRecord[] = [];
  const start = performance.now();
  let end = start;
  const onRecord = (record: RequestRecord): void => {
    records.push(record);
    end = performance.now();
  };
  await drive({ url, plan, timeoutMs: PATIENCE_MS }, onRecord, new AbortController().signal);
  const failed = records.find(({ failure }) => failure !== undefined);
  if (failed) throw new Error(`a request failed: ${failed.failure} ${failed.reason ?? ''}`);
  return { records, ms: end - start };
}
