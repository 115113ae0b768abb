import { type LoadSummary, summarise } from './latency.ts';
import type { RequestRecord } from './request-record.ts';

/** What became of the requests of one name. */
export interface RequestSummary extends Pick<
  LoadSummary,
  'requests' | 'sent' | 'ok' | 'failed' | 'response'
> {
  readonly name: string;
}

/**
 * The records of a run by the name of their request. `requests`, `sent`, `ok` and `failed` of all of them sum up to
 * those of the whole run.
 *
 * @param names that records may have, in the order wanted; one that was not sent yet is there with noughts
 * @returns empty where there is only one kind of request: the summary of the run says it all
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
