import type { TraceProblem } from '../../../model/trace.ts';
import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { clockNote } from '../clocks.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import type { SlowestSource } from './source.ts';
import { repeatedSentence } from '../trace/remarks.ts';
import { counted, type Shorten } from '../words.ts';
import { wrapWords } from '../wrap.ts';

const PROBLEMS: Readonly<Record<TraceProblem['kind'], string>> = {
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
  const lines = (notes: string[], style: (text: string) => string): string =>
    notes
      .flatMap((note) => wrapWords(printable(note), screen.columns))
      .map((line) => `${style(line)}\n`)
      .join('');
  return (
    lines(
      [...incomplete(finding, shorten), ...missing(source, shorten), ...clocks(finding, screen)],
      yellow,
    ) + lines(aside(finding), dim)
  );
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

function clocks({ clocks, gaveUp, impossibleTimes }: SlowestFinding, screen: Screen): string[] {
  return [
    ...clocks.map((clock) => clockNote(clock, false, screen)),
    ...(gaveUp
      ? [`a caller gave up before its server was done in ${counted(gaveUp.traces, 'trace')}`]
      : []),
    ...(impossibleTimes
      ? [`spans with impossible times left out in ${counted(impossibleTimes.traces, 'trace')}`]
      : []),
  ];
}

function aside(finding: SlowestFinding): string[] {
  const { unmatchedTraces, localRoots, lateEnds, requests } = finding;
  return [
    ...(unmatchedTraces > 0
      ? [`${counted(unmatchedTraces, 'other trace')} without such a span`]
      : []),
    ...(localRoots > 0
      ? [
          `${localRoots} of ${counted(requests, 'request')} begin below a parent that no service reported`,
        ]
      : []),
    ...(lateEnds
      ? [
          `a span ends after its parent in ${counted(lateEnds.traces, 'trace')}: it counts up to there`,
        ]
      : []),
  ];
}

/** More than these are in the JSON answer, and in each trace. */
const MOST_REPEATED = 3;

/** Where many calls were made that one might do, worst first. */
export function repeatedNotes(
  { repeated }: Pick<SlowestFinding, 'repeated'>,
  shorten: Shorten,
  screen: Screen,
): string {
  const worth = repeated.filter(({ verdict }) => verdict.endsWith('n-plus-one'));
  return worth
    .slice(0, MOST_REPEATED)
    .map((place) => {
      const call = { ...place, calls: place.mostCalls, savedUs: place.mostSavedUs };
      const where = `in ${counted(place.traces, 'trace')}, most in ${shorten(place.exemplarTraceId)}`;
      return `${repeatedSentence(call, screen)} (${where})`;
    })
    .flatMap((note) => wrapWords(printable(note), screen.columns))
    .map((line) => `${paint(screen).yellow(line)}\n`)
    .join('');
}

const are = (n: number, noun: string, of = ''): string =>
  `${counted(n, noun)}${of} ${n === 1 ? 'is' : 'are'}`;
