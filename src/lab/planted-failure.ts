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

/** How a run failed that carried no fault of its own. */
export interface FailedRun {
  readonly failed: readonly Failed[];
  /** No request went well. */
  readonly all: boolean;
  /** Of the faulty service, by one request. */
  readonly calls: number;
}

/** Less likely than this, a fault that reaches some requests did not reach all of them. */
const UNLIKELY = 0.001;

/**
 * Whether an injected fault can make requests fail as these did. If all of them failed, it must be able to reach each
 * one, and its delay must be most of the time that they took: a timeout below the usual response time is not planted.
 */
export function canFail(fault: SwitchedFault, { failed, all, calls }: FailedRun): boolean {
  const { delayMs, jitterMs, ratio, errorRate } = fault;
  const delay = delayMs + jitterMs;
  if (!all) return errorRate > 0 || failed.some((record) => canDelay(delay, record));
  const share = Math.max(errorRate, delay > 0 ? ratio : 0);
  const reached = 1 - (1 - share) ** Math.max(1, calls);
  if (reached ** failed.length < UNLIKELY) return false;
  return errorRate > 0 || failed.some((record) => 2 * calls * delay > tookMs(record));
}

/** Of the time that a request took to fail; it may call the delayed service several times. */
const LEAST_PART = 0.1;

const canDelay = (delayMs: number, record: Failed): boolean =>
  delayMs > 0 && delayMs >= LEAST_PART * tookMs(record);

const tookMs = ({ sentMs, finishedMs }: Failed): number => finishedMs - sentMs;
