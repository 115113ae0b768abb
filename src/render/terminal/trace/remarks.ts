import type { Remark } from '../../../analysis/trace-remarks.ts';
import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { clockNote } from '../clocks.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { repeatedSentence } from '../repeated.ts';
import { counted } from '../words.ts';
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
    default:
      return SHORT[remark.kind];
  }
}

const SHORT = {
  error: 'error',
  'async-tail': 'async tail',
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
  // How clocks disagree is said once, not for each span.
  const remarks = trace.rows.flatMap((row) =>
    row.remarks.flatMap((remark) => (remark.kind === 'moved' ? [] : [{ remark, row }])),
  );
  const of = (...kinds: Remark['kind'][]): string[] =>
    kinds.flatMap((kind) => {
      const alike = remarks.filter(({ remark }) => remark.kind === kind);
      const more = alike.length - MOST_OF_A_KIND;
      return [
        ...alike
          .slice(0, MOST_OF_A_KIND)
          .map(({ remark, row }) => remarkSentence(remark, row, screen)),
        ...(more > 0 ? [`${more} more like that (${kind})`] : []),
      ];
    });
  const lines = (sentences: string[], style: (text: string) => string): string =>
    sentences.map((sentence) => paragraph(sentence, screen, style)).join('');
  return (
    lines(
      [
        ...rootless(trace),
        ...of('orphan', 'cycle', 'conflicting-span-id', 'impossible-time', 'error'),
      ],
      red,
    ) +
    lines(repeated(trace, screen), yellow) +
    lines(
      [
        ...trace.clocks.map((clock) => clockNote(clock, trace.rawClocks, screen)),
        ...of('outlives-caller', 'goes-on', 'ends-late', 'starts-early'),
        ...severalRoots(trace),
      ],
      yellow,
    ) +
    lines([...of('async-tail'), ...hidden(trace)], dim)
  );
}

const repeated = (trace: Waterfall, screen: Screen): string[] =>
  trace.repeated
    .slice(0, MOST_OF_A_KIND)
    .map((call) => repeatedSentence({ ...call, calls: call.spans.length }, screen));

const rootless = ({ problems }: Waterfall): string[] =>
  problems.some(({ kind }) => kind === 'no-root')
    ? ['no span is a root, so there is no request to find the critical path of']
    : [];

const severalRoots = ({ otherRoots, root }: Waterfall): string[] =>
  otherRoots.length === 0
    ? []
    : [
        `${otherRoots.length + 1} roots: the critical path is that of ${root?.resource.service ?? ''} ${root?.name ?? ''}`,
      ];

const hidden = ({ hiddenSpans }: Waterfall): string[] =>
  hiddenSpans === 0 ? [] : [`${counted(hiddenSpans, 'span')} off the critical path not shown`];

function remarkSentence(
  remark: Exclude<Remark, { kind: 'moved' }>,
  { step, spans }: WaterfallRow,
  screen: Screen,
): string {
  const who = `${step.service} ${stepName(step, screen)}`;
  switch (remark.kind) {
    case 'error':
      return `${who} failed${remark.message === '' ? '' : `: ${remark.message}`}`;
    case 'async-tail':
      return `${who}: no span waited for it, ${TAIL[remark.reason]}`;
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
      return `${who} ${IMPOSSIBLE[remark.fault]}`;
  }
}

const IMPOSSIBLE = {
  'no-start': 'has no start time',
  'no-end': 'has no end time: it never ended',
  'ends-before-start': 'ends before it starts',
  'far-from-parent': 'starts more than a day away from its parent',
} as const;

const TAIL = {
  consumer: 'it consumes a message',
  'starts-after-parent': 'it starts after its parent had ended',
  'outlives-parent': 'it runs on after its parent',
} as const;

/** The sign of a row that has something to be said about. */
export function remarkSign(remarks: readonly Remark[], screen: Screen): string {
  const { red, yellow, dim } = paint(screen);
  if (remarks.some(({ kind }) => kind === 'error')) return red(screen.unicode ? '✖' : 'x');
  if (remarks.length === 0) return ' ';
  return remarks.every(({ kind }) => kind === 'async-tail' || kind === 'moved')
    ? dim(signs(screen).arrow.slice(-1))
    : yellow('!');
}
