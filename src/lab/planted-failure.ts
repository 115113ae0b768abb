import { delayOf } from '../load/fault.ts';
import type { FailureKind, RequestRecord } from '../load/request-record.ts';
import type { SwitchedFault } from '../model/switched-fault.ts';
import type { Run } from './runs.ts';

/** What a fault, or a topology that may fail, can make of a request. */
const PLANTED: ReadonlySet<FailureKind | undefined> = new Set(['http-status', 'timeout'] as const);

type Failed = Pick<RequestRecord, 'failure' | 'sentMs' | 'finishedMs'>;

export const looksPlanted = ({ failure }: Pick<RequestRecord, 'failure'>): boolean =>
  PLANTED.has(failure);

/**
 * Whether a request may have failed because of a fault: it carried one, one was injected, or its scenario has requests
 * that fail. A connection that is refused is never planted.
 */
export const mayBePlanted = (
  record: Failed & Pick<RequestRecord, 'fault'>,
  { injected = [] }: Pick<Run, 'injected'>,
  mayFail: boolean,
): boolean =>
  looksPlanted(record) && (mayFail || injected.length > 0 || isByCarried(record, record.fault));

const isByCarried = (record: Failed, fault: string | undefined): boolean => {
  if (fault === undefined) return false;
  const delayMs = delayOf(fault);
  return delayMs === undefined || canDelay(delayMs, record);
};

/** Whether an injected fault can make requests fail as these did. */
export const canFail = (
  { delayMs, jitterMs, errorRate }: SwitchedFault,
  records: readonly Failed[],
): boolean => errorRate > 0 || records.some((record) => canDelay(delayMs + jitterMs, record));

/** Of the time that a request took to fail; it may call the delayed service several times. */
const LEAST_PART = 0.1;

const canDelay = (delayMs: number, { sentMs, finishedMs }: Failed): boolean =>
  delayMs > 0 && delayMs >= LEAST_PART * (finishedMs - sentMs);
