import type { TraceProblem } from '../../../model/trace.ts';
import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { clockNotes } from '../clocks.ts';
import { paint, type Screen } from '../screen.ts';
import { counted } from '../../../model/counted.ts';
import { type Shorten } from '../words.ts';
import { paragraph } from '../wrap.ts';

/** Where the ranked traces come from. */
export interface SlowestSource {
  /** "run 1", "any service in the last 60 min". */
  readonly what: string;
  readonly jaegerVersion: string | undefined;
  /** Where a browser shows the traces; undefined where Jaeger has no UI. */
  readonly uiUrl: string | undefined;
  /** Ids of traces that should be in Jaeger and are not. */
  readonly missing: readonly string[];
}

export const PROBLEMS: Readonly<Record<TraceProblem['kind'], string>> = {
  'no-root': 'without a root span',
  orphan: 'with a span whose parent did not arrive',
  cycle: 'with spans that are their own ancestors',
  'conflicting-span-id': 'with different spans under one id',
};

/** What the ranking does not cover, and why: nothing is left out without a word. */
export function slowestNotes(
  finding: SlowestFinding,
  source: SlowestSource,
  shorten: Shorten,
  screen: Screen,
): string {
  const { yellow, dim } = paint(screen);
  return [
    ...[
      ...failed(finding, shorten),
      ...incomplete(finding, shorten),
      ...missing(source, shorten),
      ...clocks(finding, screen),
    ].map((note) => paragraph(note, screen, yellow)),
    ...aside(finding).map((note) => paragraph(note, screen, dim)),
  ].join('');
}

/** A request that fails at once makes a service look fast. */
function failed({ failed: seen, requests }: SlowestFinding, shorten: Shorten): string[] {
  if (seen === undefined) return [];
  const one = shorten(seen.exemplarTraceId);
  const trace = seen.traces === 1 ? one : `for example ${one}`;
  return [`${seen.requests} of ${counted(requests, 'request')} failed (${trace})`];
}

function incomplete(
  { incomplete: { traces, reasons } }: SlowestFinding,
  shorten: Shorten,
): string[] {
  if (traces === 0) return [];
  const why = reasons.map(
    (reason) => `${reason.traces} ${PROBLEMS[reason.problem]} (${shorten(reason.exemplarTraceId)})`,
  );
  return [`${are(traces, 'incomplete trace')} left out: ${why.join(', ')}`];
}

function missing({ missing: ids, what }: SlowestSource, shorten: Shorten): string[] {
  const [first] = ids;
  if (first === undefined) return [];
  const which = ids.length === 1 ? shorten(first) : `${shorten(first)} and others`;
  return [`${are(ids.length, 'trace', ` of ${what}`)} not in Jaeger: ${which}`];
}

function clocks(
  { clocks, rawClocks, gaveUp, impossibleTimes }: SlowestFinding,
  screen: Screen,
): string[] {
  return [
    ...clockNotes(clocks, rawClocks, screen),
    ...(gaveUp
      ? [`a caller gave up before its server was done in ${counted(gaveUp.traces, 'trace')}`]
      : []),
    ...(impossibleTimes
      ? [`spans with impossible times left out in ${counted(impossibleTimes.traces, 'trace')}`]
      : []),
  ];
}

function aside(finding: SlowestFinding): string[] {
  const { unmatchedTraces, localRoots, lateEnds, requests, withoutRoute } = finding;
  const hidden = finding.sectionCount - finding.sections.length;
  return [
    ...(unmatchedTraces > 0
      ? [`${counted(unmatchedTraces, 'other trace')} without such a span`]
      : []),
    ...(localRoots > 0
      ? [
          `${localRoots} of ${counted(requests, 'request')} begin below a parent that no service reported`,
        ]
      : []),
    ...(withoutRoute > 0
      ? [`${counted(withoutRoute, 'SERVER span')} without http.route: grouped by their paths`]
      : []),
    ...(hidden > 0 ? [`${counted(hidden, 'other operation')} not shown (--limit)`] : []),
    ...(lateEnds
      ? [
          `a span ends after its parent in ${counted(lateEnds.traces, 'trace')}: it counts up to there`,
        ]
      : []),
  ];
}

const are = (n: number, noun: string, of = ''): string =>
  `${counted(n, noun)}${of} ${n === 1 ? 'is' : 'are'}`;
