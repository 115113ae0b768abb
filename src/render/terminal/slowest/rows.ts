import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { callPathText, lastStep } from '../call-step.ts';
import { repeatedRows } from '../repeated.ts';
import { headlineRows, missingRows, tsvRows } from '../../tsv.ts';
import type { SlowestSource } from './notes.ts';
import { rankedUs } from './spans.ts';

/** The finding for a pipe. @see docs/definitions.md#slowest */
export function slowestRows(
  finding: SlowestFinding,
  { missing }: SlowestSource,
  headline: string | undefined,
): string {
  const { by, sections, spans, failed, incomplete, repeated, waits, offPath } = finding;
  const places = sections.flatMap(({ service, operation, requests, paths }) =>
    paths.map((place) => ({
      ...place,
      ...lastStep(place.steps),
      rootService: service,
      rootOperation: operation,
      requests,
      path: callPathText(place),
    })),
  );
  return [
    headlineRows(headline),
    tsvRows(
      'place',
      'rootService rootOperation service name callee meanUs share p50Us p95Us maxUs spansPerTrace presentIn requests exemplarTraceId path group',
      places,
    ),
    tsvRows(
      'span',
      'service name callee rankedUs durationUs requestUs traceId spanId',
      spans.map((span) => ({ ...span, rankedUs: rankedUs(span, by) })),
    ),
    tsvRows('failed', 'requests traces exemplarTraceId', failed ? [failed] : []),
    tsvRows('left-out', 'problem traces exemplarTraceId', incomplete.reasons),
    repeatedRows(repeated),
    tsvRows('wait', 'service name callee after before traces meanUs maxUs exemplarTraceId', waits),
    tsvRows(
      'off-path',
      'service name callee reason spans traces meanUs maxUs exemplarTraceId',
      offPath,
    ),
    missingRows(missing),
  ].join('');
}
