import type { Failure } from '../../../analysis/failures.ts';
import type { Remark } from '../../../analysis/trace-remarks.ts';
import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { groupBy } from '../../../base/group-by.ts';
import { TIME_FAULTS } from '../../../model/time-fault.ts';
import { clockNotes } from '../clocks.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { TAIL, waitWords } from '../event-words.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { repeatedSentence } from '../repeated.ts';
import { linkSentences, splitSentences } from './links.ts';
import { counted } from '../../../model/counted.ts';
import { paragraph } from '../wrap.ts';

type Unicode = Pick<Screen, 'unicode'>;

/** A remark in the two or three words that fit beside a bar. */
export function shortRemark(remark: Remark, screen: Unicode): string {
  switch (remark.kind) {
    case 'moved':
      return `moved ${duration(Math.abs(remark.byUs), screen)}`;
    case 'ends-late':
      return `ends ${duration(remark.byUs, screen)} late`;
    case 'goes-on':
      return `goes on ${duration(remark.byUs, screen)}`;
    case 'starts-early':
      return `starts ${duration(remark.byUs, screen)} early`;
    case 'event-wait':
      return `waits ${duration(remark.byUs, screen)}`;
    default:
      return SHORT[remark.kind];
  }
}

const SHORT = {
  error: 'error',
  'async-tail': 'async tail',
  'jaeger-warning': 'Jaeger warns',
  'outlives-caller': 'outlives its caller',
  orphan: 'orphan',
  cycle: 'cycle',
  'conflicting-span-id': 'id used twice',
  'impossible-time': 'impossible time',
} as const;

/** More of one kind than this are counted. */
const MOST_OF_A_KIND = 5;

/** Everything odd about the trace, a sentence each, worst first; nothing where there is nothing. */
export function traceFindings(trace: Waterfall, screen: Screen): string {
  const { red, yellow, dim } = paint(screen);
  const remarks = trace.rows.flatMap((row) =>
    row.remarks.flatMap((remark) => (isToldOnce(remark) ? [] : [{ remark, row }])),
  );
  const of = (...kinds: ToldRemark['kind'][]): string[] =>
    kinds.flatMap((kind) => {
      const alike = remarks.filter(({ remark }) => remark.kind === kind);
      return few(alike, kind, ({ remark, row }) => remarkSentence(remark, row, screen));
    });
  const lines = (sentences: string[], style: (text: string) => string): string =>
    sentences.map((sentence) => paragraph(sentence, screen, style)).join('');
  return (
    lines(
      [
        ...splitSentences(trace),
        ...rootless(trace),
        ...of('orphan', 'cycle', 'conflicting-span-id', 'impossible-time'),
        ...failureSentences(trace.failures, screen),
      ],
      red,
    ) +
    lines([...of('event-wait'), ...repeated(trace, screen)], yellow) +
    lines(
      [
        ...clockNotes(trace.clocks, trace.rawClocks, screen),
        ...of('outlives-caller', 'goes-on', 'ends-late', 'starts-early'),
        ...jaegerWarnings(trace, screen),
        ...severalRoots(trace),
      ],
      yellow,
    ) +
    lines(
      [
        ...linkSentences(trace, screen),
        ...of('async-tail'),
        ...withoutSpans(trace),
        ...hidden(trace),
      ],
      dim,
    )
  );
}

const repeated = (trace: Waterfall, screen: Screen): string[] =>
  trace.repeated
    .slice(0, MOST_OF_A_KIND)
    .map((call) => repeatedSentence({ ...call, calls: call.spans.length }, screen));

function rootless({ problems, root, otherRoots }: Waterfall): string[] {
  if (problems.every(({ kind }) => kind !== 'no-root')) return [];
  if (root === undefined)
    return ['no span is a root, so there is no request to find the critical path of'];
  const requests = otherRoots.length === 0 ? 'the request begins' : 'the requests begin';
  return [`no span is a root: ${requests} below a parent that no service reported`];
}

const severalRoots = ({ otherRoots, root }: Waterfall): string[] =>
  otherRoots.length === 0
    ? []
    : [
        `${otherRoots.length + 1} roots: the critical path is that of ${root?.resource.service ?? ''} ${root?.name ?? ''}`,
      ];

/** Of databases and queues nothing is missing. */
const withoutSpans = ({ calleesWithoutSpans }: Waterfall): string[] =>
  calleesWithoutSpans.flatMap(({ name, type }) =>
    type === 'virtual' ? [`${name} sent no spans: its time is in the span that calls it`] : [],
  );

const hidden = ({ hiddenSpans }: Waterfall): string[] =>
  hiddenSpans === 0 ? [] : [`${counted(hiddenSpans, 'span')} not shown`];

/** Shown for all spans together: which clocks disagree, why spans failed, what Jaeger warns of. */
type ToldRemark = Exclude<Remark, { kind: 'moved' | 'error' | 'jaeger-warning' }>;

const isToldOnce = (remark: Remark): remark is Exclude<Remark, ToldRemark> =>
  remark.kind === 'moved' || remark.kind === 'error' || remark.kind === 'jaeger-warning';

/** The first ones in full. */
function few<Item>(
  items: readonly Item[],
  kind: string,
  sentence: (item: Item) => string,
): string[] {
  const more = items.length - MOST_OF_A_KIND;
  return [
    ...items.slice(0, MOST_OF_A_KIND).map(sentence),
    ...(more > 0 ? [`${more} more like that (${kind})`] : []),
  ];
}

/** Of many failures those that give a reason are shown first. */
function failureSentences(failures: readonly Failure[], screen: Screen): string[] {
  const saying = failures.filter(({ reason }) => reason !== '');
  const silent = failures.filter(({ reason }) => reason === '');
  const chosen = new Set([...saying, ...silent].slice(0, MOST_OF_A_KIND));
  const more = failures.length - chosen.size;
  return [
    ...failures.filter((one) => chosen.has(one)).map((one) => failureSentence(one, screen)),
    ...(more > 0 ? [`${counted(more, 'more failure')}: --json lists them`] : []),
  ];
}

const LONGEST_REASON = 400;

/** "pay charge failed: CardError: card declined". Of a reason of several lines the first; --json has all. */
function failureSentence({ reason, spans, ...step }: Failure, screen: Screen): string {
  const [line = ''] = reason.trim().split('\n', 1);
  const why = line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
  const times = spans === 1 ? '' : ` ${spans} times`;
  return `${step.service} ${stepName(step, screen)} failed${times}${why === '' ? '' : `: ${why}`}`;
}

/** Each text once, with how many spans have it. */
function jaegerWarnings({ rows }: Waterfall, screen: Screen): string[] {
  const told = rows.flatMap((row) =>
    row.remarks.flatMap((remark) =>
      remark.kind === 'jaeger-warning' ? [{ text: remark.message, row }] : [],
    ),
  );
  const alike = Array.from(groupBy(told, ({ text }) => text).values());
  return few(alike, 'jaeger-warning', ([first, ...others]) => {
    const who = first && `${first.row.step.service} ${stepName(first.row.step, screen)}`;
    const more = others.length === 0 ? '' : ` and ${counted(others.length, 'other span')}`;
    return `Jaeger warns of ${who}${more}: ${first?.text}`;
  });
}

function remarkSentence(remark: ToldRemark, { step, spans }: WaterfallRow, screen: Screen): string {
  const who = `${step.service} ${stepName(step, screen)}`;
  switch (remark.kind) {
    case 'event-wait':
      return `${who}: ${duration(remark.byUs, screen)} of it ${waitWords(remark)}`;
    case 'async-tail':
      return `${who}: ${duration(remark.tookUs, screen)}, and no request time: ${TAIL[remark.reason]}`;
    case 'ends-late':
      return `${who} ends ${duration(remark.byUs, screen)} after its parent`;
    case 'goes-on':
      return `${who} goes on ${duration(remark.byUs, screen)} after its caller had the answer`;
    case 'outlives-caller':
      return `${who} outlives its caller by ${duration(remark.byUs, screen)}: the caller gave up after ${duration(remark.afterUs, screen)}`;
    case 'starts-early':
      return `${who} starts ${duration(remark.byUs, screen)} before its caller: their clocks disagree by at least that, in this call`;
    default:
      return problemSentence(remark, who, spans[0].spanId);
  }
}

type ProblemRemark = Extract<
  Remark,
  { kind: 'orphan' | 'cycle' | 'conflicting-span-id' | 'impossible-time' }
>;

function problemSentence(remark: ProblemRemark, who: string, spanId: string): string {
  switch (remark.kind) {
    case 'orphan':
      return `${who} is an orphan: its parent ${remark.parentSpanId} did not arrive`;
    case 'cycle':
      return `${who} is its own ancestor, through ${counted(remark.spanIds.length, 'span')}: cut here`;
    case 'conflicting-span-id':
      return `${who}: other spans with other contents have its id ${spanId} too; the earliest is shown`;
    case 'impossible-time':
      return `${who} ${TIME_FAULTS[remark.fault]}`;
  }
}

/** The sign of a row that has something to be said about. */
export function remarkSign(remarks: readonly Remark[], screen: Screen): string {
  const { red, yellow, dim } = paint(screen);
  if (remarks.some(({ kind }) => kind === 'error')) return red(screen.unicode ? '✖' : 'x');
  if (remarks.length === 0) return ' ';
  return remarks.every(({ kind }) => kind === 'async-tail' || kind === 'moved')
    ? dim(signs(screen).arrow.slice(-1))
    : yellow('!');
}
