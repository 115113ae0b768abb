import { counted } from '../../model/counted.ts';
import { tsvRows } from '../tsv.ts';
import { paint, type Screen } from './screen.ts';
import { percent } from './words.ts';
import { hanging } from './wrap.ts';

interface OutageShown {
  readonly component: string;
  readonly role: string;
  readonly run: number;
  readonly downMs: number;
  readonly requests: number;
  readonly failed: number;
  readonly accepted: number;
  readonly readable: number;
  readonly incomplete: number;
  readonly missing: number;
  readonly lost: number;
  readonly acceptedWhileDown: number;
  readonly lostWhileDown: number;
  readonly alsoEnded: readonly { readonly component: string; readonly ended: string }[];
  readonly cause: string;
  readonly setting?: string | undefined;
  readonly lostTraceIds: readonly string[];
}

/** How many requests an outage lost, why, and what would have kept them. */
export function renderOutage(outage: OutageShown, screen: Screen): string {
  if (screen.format === 'tsv') return rows(outage);
  const { bold, green, red } = paint(screen);
  const { component, run, downMs, requests, failed, accepted, readable, lost } = outage;
  const { incomplete, missing, acceptedWhileDown, lostWhileDown, cause, setting } = outage;
  const ended = outage.alsoEnded.map((one) => `  ended    ${one.component} ${one.ended}`);
  const line = (...pieces: string[]): string => hanging(pieces, ' ', screen.columns);
  const words = (text: string): string[] => text.split(' ');
  const verdict = lost === 0 ? green('0 lost') : red(`${lost} lost (${percent(lost / accepted)})`);
  const parts = lost === 0 ? '' : `: ${missing} without a span, ${incomplete} incomplete`;
  return [
    line(
      bold(component),
      bold(`was away for ${(downMs / 1000).toFixed(1)} s`),
      ...words(`in run ${run}: ${counted(requests, 'request')}, ${failed} failed`),
    ),
    line(...words(`  accepted ${accepted} - readable ${readable} =`), verdict + parts),
    line(...words(`  while it was away: ${acceptedWhileDown} accepted, ${lostWhileDown} lost`)),
    ...ended.map((one) => line(...words(one))),
    line(...words(`  why      ${cause}`)),
    ...(setting === undefined ? [] : [line(...withCommandWhole(`  setting  ${setting}`, screen))]),
  ].join('');
}

/** The words of a sentence; a command at its end stays in one line, where it can be copied. */
function withCommandWhole(text: string, { startedAs = 'jaeger-lab' }: Screen): string[] {
  const at = text.indexOf(`${startedAs} `);
  return at < 0 ? text.split(' ') : [...text.slice(0, at).trimEnd().split(' '), text.slice(at)];
}

const rows = ({ setting, lostTraceIds, alsoEnded, ...outage }: OutageShown): string =>
  tsvRows(
    'outage',
    'component role run downMs requests failed accepted readable incomplete missing lost acceptedWhileDown lostWhileDown cause setting',
    [{ setting, ...outage }],
  ) +
  tsvRows('also-ended', 'component ended', alsoEnded) +
  tsvRows(
    'lost',
    'traceId',
    lostTraceIds.map((traceId) => ({ traceId })),
  );
