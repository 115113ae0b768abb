import type { SlowestFinding, SlowestSection } from '../../../analysis/slowest-finding.ts';
import { duration } from '../duration.ts';
import { headlineLine, timeSentence } from '../headline.ts';
import { printable } from '../printable.ts';
import { repeatedNotes } from '../repeated.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { offPathNotes, waitNotes } from './asides.ts';
import { slowestNotes, type SlowestSource } from './notes.ts';
import { placesTable } from './places.ts';
import { slowestRows } from './rows.ts';
import { spansTable } from './spans.ts';
import { counted } from '../../../model/counted.ts';
import { shortIds } from '../words.ts';
import { wrap } from '../wrap.ts';

/**
 * Where the time goes, and the slowest spans. For a person: tables with bars, as wide as the screen allows; for a pipe:
 * tab-separated rows, whose columns `slowestRows` describes.
 */
export function renderSlowest(
  finding: SlowestFinding,
  source: SlowestSource,
  screen: Screen,
): string {
  if (screen.format === 'tsv')
    return slowestRows(finding, source, slowestSentence(finding, screen));
  const [only, ...others] = finding.sections;
  const single = others.length === 0 ? only : undefined;
  const shorten = shortIds(shownIds(finding, source));
  return [
    headlineLine(slowestSentence(finding, screen), screen) +
      title(finding, source, single, screen) +
      slowestNotes(finding, source, shorten, screen),
    ...finding.sections.map(
      (section) =>
        (single ? '' : sectionTitle(section, screen)) +
        placesTable(section, finding, shorten, screen),
    ),
    spansTable(finding, source.uiUrl, shorten, screen),
    waitNotes(finding, shorten, screen) +
      repeatedNotes(finding.repeated, shorten, screen) +
      offPathNotes(finding, shorten, screen),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What the ranking comes down to; undefined where nothing takes much of the time. */
export function slowestSentence(finding: SlowestFinding, screen: Screen): string | undefined {
  const { headline, groupBy } = finding;
  const whole = { of: wholeOf(finding), how: ' on average', groupBy };
  return headline && timeSentence(headline, whole, screen);
}

/** What the first row of the first section is a part of. */
function wholeOf({ headline, sections: [section], sectionCount, by }: SlowestFinding): string {
  if (headline?.kind !== 'place') return 'of the time';
  if (by === 'self') return 'of all self time';
  if (sectionCount <= 1 || section === undefined) return 'of the time';
  const { service, operation } = section;
  const isRoot = headline.service === service && headline.operation === operation;
  return isRoot ? 'of its requests' : `of ${service} ${operation}`;
}

function shownIds(
  { sections, spans, failed, incomplete, repeated, waits, offPath }: SlowestFinding,
  source: SlowestSource,
) {
  return [
    ...sections.flatMap(({ paths }) => paths.map(({ exemplarTraceId }) => exemplarTraceId)),
    ...spans.map(({ traceId }) => traceId),
    ...(failed ? [failed.exemplarTraceId] : []),
    ...incomplete.reasons.map(({ exemplarTraceId }) => exemplarTraceId),
    ...[...repeated, ...waits, ...offPath].map(({ exemplarTraceId }) => exemplarTraceId),
    ...source.missing.slice(0, 1),
  ];
}

/** What the traces have in common is part of `what`. "50 traces of run 1 through enricher · gateway GET /process · mean 662 ms · Jaeger 2.20.0" */
function title(
  { traces, requests }: SlowestFinding,
  { what, jaegerVersion }: SlowestSource,
  single: SlowestSection | undefined,
  screen: Screen,
): string {
  return titleLines(
    [
      `${requests === traces ? '' : `${counted(requests, 'request')} in `}${counted(traces, 'trace')} of ${what}`,
      ...(single ? [`${single.service} ${single.operation}`, meanOf(single, screen)] : []),
      ...(jaegerVersion === undefined ? [] : [`Jaeger ${jaegerVersion.replace(/^v/, '')}`]),
    ],
    screen,
  );
}

function sectionTitle(section: SlowestSection, screen: Screen): string {
  const { service, operation, requests } = section;
  return titleLines(
    [`${service} ${operation}`, counted(requests, 'request'), meanOf(section, screen)],
    screen,
  );
}

const meanOf = ({ meanUs }: SlowestSection, screen: Screen): string =>
  `mean ${duration(meanUs, screen)}`;

function titleLines(parts: readonly string[], screen: Screen): string {
  const { bold } = paint(screen);
  const lines = wrap(parts.map(printable), ` ${signs(screen).dot} `, screen.columns);
  return lines.map((line) => `${bold(line)}\n`).join('');
}
