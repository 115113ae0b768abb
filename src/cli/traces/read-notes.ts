import type { PagesRead } from '../../jaeger/pages.ts';
import type { Run } from '../../lab/runs.ts';
import type { SpanSearch } from '../../analysis/span-search.ts';
import { rfc3339 } from '../../model/instant.ts';
import { counted } from '../../model/counted.ts';
import { MOST_SPANS } from '../shell/trace-options.ts';

/** What is said of a run of which only some requests have a trace. */
export function sampledNotes({ id, records }: Run): string[] {
  const without = records.filter(({ sampled }) => sampled === false).length;
  if (without === 0) return [];
  return [
    `${without} of ${counted(records.length, 'request')} of run ${id} were not sampled: they have no traces`,
  ];
}

export function leftOutNotes(
  what: string,
  {
    read,
    leftOut,
    hasMostSpans,
  }: Record<'read' | 'leftOut', number> & { readonly hasMostSpans: boolean },
): string[] {
  if (leftOut === 0) return [];
  const some = `${read} of ${counted(read + leftOut, 'trace')} of ${what}`;
  return hasMostSpans
    ? [
        `the first ${some} read, with ${MOST_SPANS / 1e6} million spans, which is the most: --max-traces ${read} spreads them over it`,
      ]
    : [`${some} read, spread over it: raise --max-traces to read all`];
}

/** What was left out, a sentence each. */
export function cutNotes(pages: PagesRead | undefined, read: number): string[] {
  const [moment, ...others] = pages?.cutAt ?? [];
  const stopped = pages?.isFull ? [stoppedNote(pages, read)] : [];
  if (moment === undefined) return stopped;
  const more = others.length === 0 ? '' : `, and at ${counted(others.length, 'other moment')}`;
  return [
    ...stopped,
    `more than ${counted(pages?.pageSize ?? 0, 'trace')} start at ${rfc3339(moment)}${more}: some are missing here`,
  ];
}

function stoppedNote({ hasMostSpans, hasMore }: PagesRead, read: number): string {
  const some = counted(read, 'trace');
  if (hasMostSpans)
    return `${some} with ${MOST_SPANS / 1e6} million spans read, which is the most; use --service or a shorter time`;
  const further = hasMore ? 'more exist' : 'there may be more';
  return `${some} read, spread over the time; ${further}: raise --max-traces to read them`;
}

/** Options that left nothing out, each with the name that no trace has. @param unused at least one trace was read */
export const unusedNotes = (unused: readonly SpanSearch[]): string[] =>
  unused.map(({ service = '', operation, attributes }) => {
    const [tag] = Object.entries(attributes ?? {});
    const whose = [service, operation].filter(Boolean).join(' ');
    if (tag && whose) return `no span of ${whose} has ${tag.join('=')}: --not-tag leaves none out`;
    if (tag) return `no trace has ${tag.join('=')}: --not-tag leaves none out`;
    return operation === undefined
      ? `no trace goes through ${service}: --without-service leaves none out`
      : `no ${service ? `span of ${service}` : 'trace'} has the operation ${operation}: --not-operation leaves none out`;
  });

/** What Jaeger could not search for. */
export function filterNotes(
  { pages }: { readonly pages: PagesRead | undefined },
  { read, count }: Record<'read' | 'count', number>,
): string[] {
  if (!pages || read === count) return [];
  return [
    `Jaeger gave ${counted(read, 'trace')}, of which ${count} match: it cannot search for the rest`,
  ];
}
