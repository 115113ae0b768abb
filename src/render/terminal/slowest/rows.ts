import type { CallStep } from '../../../analysis/call-path.ts';
import type { RepeatedPlace } from '../../../analysis/repeated-places.ts';
import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { type Place, stepName } from '../call-step.ts';
import type { SlowestSource } from './notes.ts';
import { rankedUs } from './spans.ts';
import { tabSeparated } from '../table.ts';

/**
 * The finding for a pipe. The first column says what a row is; times are whole microseconds; what does not apply is
 * empty.
 *
 *     place     root service, root operation, service, name, callee, mean, share (0 to 1), p50, p95, max,
 *               spans per request, requests with it, requests, id of the slowest trace, call path
 *     span      service, name, callee, ranked time, duration, request's duration, trace id, span id
 *     left-out  why, traces, id of one of them
 *     repeated  verdict, service, name, callee, detail, most calls, most and all time to be saved, traces, trace id
 *     missing   trace id
 *
 * @see docs/definitions.md#slowest
 */
export function slowestRows(finding: SlowestFinding, { missing }: SlowestSource): string {
  const { by, sections, spans, incomplete, repeated } = finding;
  return tabSeparated([
    ...sections.flatMap(({ service, operation, requests, paths }) =>
      paths.map((path) => [
        'place',
        service,
        operation,
        ...columnsOf(path.steps.at(-1)),
        path.meanUs,
        path.share.toFixed(4),
        path.p50Us,
        path.p95Us,
        path.maxUs,
        plain(path.spansPerTrace),
        path.presentIn,
        requests,
        path.exemplarTraceId,
        callPathText(path),
      ]),
    ),
    ...spans.map((span) => [
      'span',
      ...columnsOf(span),
      rankedUs(span, by),
      span.durationUs,
      span.requestUs,
      span.traceId,
      span.spanId,
    ]),
    ...incomplete.reasons.map(({ problem, traces, exemplarTraceId }) => [
      'left-out',
      problem,
      traces,
      exemplarTraceId,
    ]),
    ...repeated.map(repeatedRow),
    ...missing.map((traceId) => ['missing', traceId]),
  ]);
}

/** The row `repeated` of `slowest` and `verify`. */
export const repeatedRow = (place: RepeatedPlace): (string | number | undefined)[] => [
  'repeated',
  place.verdict,
  ...columnsOf(place),
  place.detail,
  place.mostCalls,
  place.mostSavedUs,
  place.totalSavedUs,
  place.traces,
  place.exemplarTraceId,
];

const columnsOf = (step: CallStep | undefined): (string | undefined)[] => [
  step?.service,
  step?.name,
  step?.callee,
];

/**
 * Always in ASCII: what reads the rows does not depend on the locale that they were written in. Where steps in the
 * middle were left out stands an ellipsis.
 */
export function callPathText({ steps, level }: Place): string {
  const words = steps.map((step) => `${step.service} ${stepName(step, { unicode: false })}`);
  if (level > steps.length) words.splice(Math.floor(steps.length / 2), 0, '...');
  return words.join(' > ');
}

/** 1, 0.5, 14.98: as many decimals as are needed, at most three. */
const plain = (value: number): string => String(Math.round(value * 1000) / 1000);
