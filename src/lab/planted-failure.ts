import type { FailureKind, RequestRecord } from '../load/request-record.ts';
import type { Run } from './runs.ts';

/** What a fault, or a topology that may fail, can make of a request. */
const PLANTED: ReadonlySet<FailureKind | undefined> = new Set(['http-status', 'timeout'] as const);

export const looksPlanted = ({ failure }: Pick<RequestRecord, 'failure'>): boolean =>
  PLANTED.has(failure);

/**
 * Whether a request may have failed because of a fault: it carried one, one was injected, or its scenario has requests
 * that fail. A connection that is refused is never planted.
 */
export const mayBePlanted = (
  record: Pick<RequestRecord, 'failure' | 'fault'>,
  { injected = [] }: Pick<Run, 'injected'>,
  mayFail: boolean,
): boolean =>
  looksPlanted(record) && (mayFail || record.fault !== undefined || injected.length > 0);
