import { type LoadSummary, summarise } from './latency.ts';
import type { RequestRecord } from './request-record.ts';

/** The results of the requests of one name. */
export interface RequestSummary extends Pick<
  LoadSummary,
  'requests' | 'sent' | 'ok' | 'failed' | 'response'
> {
  readonly name: string;
}

/**
 * Summarises the records of a run by request name. `requests`, `sent`, `ok` and `failed` of all names add up to those
 * of the whole run.
 *
 * @param names of requests, in the order of the result; a request that was never sent is listed with zeros
 * @returns empty where there is only one kind of request: the summary of the run is then sufficient
 * @see docs/definitions.md#load
 */
export function summariseByRequest(
  records: readonly RequestRecord[],
  names: readonly string[],
): RequestSummary[] {
  if (names.length < 2) return [];
  const groups = new Map(names.map((name): [string, RequestRecord[]] => [name, []]));
  for (const record of records) groups.get(record.request ?? '')?.push(record);
  return [...groups].map(([name, own]) => {
    const { requests, sent, ok, failed, response } = summarise(own);
    return { name, requests, sent, ok, failed, response };
  });
}
