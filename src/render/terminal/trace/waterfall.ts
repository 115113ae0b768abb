import type { Waterfall, WaterfallRow } from '../../../analysis/waterfall.ts';
import { endUs } from '../../../model/trace.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { printable } from '../printable.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { cut, padEnd, padStart, widthOf } from '../text-width.ts';
import { timeAxis, timelineBar, type Timeline } from '../timeline.ts';
import { detailLines, type Details } from './details.ts';
import { remarkSign, shortRemark } from './remarks.ts';
import { treeLines } from '../tree-lines.ts';
import { percent } from '../words.ts';
import { paragraph } from '../wrap.ts';

/** A row before it is known how wide its columns are. */
interface Draft {
  readonly row: WaterfallRow;
  readonly tree: string;
  readonly service: string;
  readonly name: string;
  readonly time: string;
  readonly note: string;
  /** The note for a column that is too narrow for it. */
  readonly shortNote: string;
}

interface Widths {
  readonly service: number;
  readonly label: number;
  readonly time: number;
  readonly bar: number;
  readonly note: number;
}

/** Bars shorter than this show nothing; notes are given up for them, they stand below in full. */
const LEAST_BAR = 20;
/** "self 9.5 ms" */
const LEAST_NOTE = 11;
const MOST_GAPS = 5;
const LONGEST_SERVICE = 14;

/** The rows of a trace: the tree, how long each took, and its bar with the critical path filled. */
export function waterfallRows(trace: Waterfall, details: Details, screen: Screen): string {
  const drafts = draftRows(trace, screen);
  const widths = widthsFor(drafts, screen);
  const timeline = { startUs: trace.startUs, durationUs: trace.durationUs, columns: widths.bar };
  const axis = ' '.repeat(widths.label + widths.time + 6) + timeAxis(timeline, screen);
  let drawn = `${paint(screen).dim(axis.trimEnd())}\n`;
  for (const draft of drafts) {
    drawn += `${rowLine(draft, widths, timeline, screen)}\n`;
    for (const line of detailLines(draft.row, draft.tree, details, screen)) drawn += `${line}\n`;
  }
  return drawn + (widths.note === 0 ? timesBelow(trace, screen) : '');
}

/** What stands beside the bars where there is room: what the request waited for longest, and the gaps, largest first. */
function timesBelow(trace: Waterfall, screen: Screen): string {
  const who = ({ step }: WaterfallRow): string => `${step.service} ${stepName(step, screen)}`;
  const most = trace.rows.filter(isBusiest(trace)).map((row) => {
    const share = percent(row.pathUs / (trace.root?.durationUs ?? 0));
    return `${share} of the critical path: ${who(row)}`;
  });
  const gaps = trace.rows
    .filter(({ gapUs = 0 }) => gapUs > 0)
    .toSorted((a, b) => b.pathUs - a.pathUs)
    .map((row) => `${who(row)} ${duration(row.pathUs, screen)}`);
  const more = gaps.length - MOST_GAPS;
  const named = [...gaps.slice(0, MOST_GAPS), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [...most, ...(gaps.length > 0 ? [`gap: ${named}`] : [])]
    .map((text) => paragraph(text, screen, paint(screen).dim))
    .join('');
}

function draftRows(trace: Waterfall, screen: Screen): Draft[] {
  const deepest = Math.max(2, Math.floor(screen.columns / 12));
  const trees = treeLines(
    trace.rows.map(({ depth }) => depth),
    deepest,
    screen,
  );
  const busiest = isBusiest(trace);
  return trace.rows.map((row, i) => {
    const note = noteOn(row, trace, { isBusiest: busiest(row), isShort: false }, screen);
    const times = row.spans.length > 1 ? ` ${signs(screen).times}${row.spans.length}` : '';
    return {
      row,
      tree: trees[i] ?? '',
      service: printable(row.step.service),
      name: printable(stepName(row.step, screen)) + times,
      time: duration(row.durationUs, screen),
      note,
      shortNote: busiest(row)
        ? noteOn(row, trace, { isBusiest: true, isShort: true }, screen)
        : note,
    };
  });
}

/** Below this share the row with the most time is no more remarkable than others. */
const WORTH_SAYING = 0.25;

/** Finds the one row that the request waited longest for, if that was long. */
function isBusiest({ rows, root }: Waterfall): (row: WaterfallRow) => boolean {
  const [first] = rows;
  if (first === undefined || root === undefined || rows.length < 2) return () => false;
  const busiest = rows.reduce((most, row) => (row.pathUs > most.pathUs ? row : most), first);
  const isLong = root.durationUs > 0 && busiest.pathUs / root.durationUs >= WORTH_SAYING;
  return (row) => isLong && row === busiest;
}

/** What distinguishes the row, shortest first said: remarks, then where its time went. */
function noteOn(row: WaterfallRow, trace: Waterfall, way: NoteWay, screen: Screen): string {
  const remarks = new Set(row.remarks.map((remark) => shortRemark(remark, screen)));
  const requestUs = trace.root?.durationUs ?? 0;
  return [...remarks, ...timeNote(row, requestUs, way, screen)].join(', ');
}

interface NoteWay {
  readonly isBusiest: boolean;
  readonly isShort: boolean;
}

function timeNote(row: WaterfallRow, requestUs: number, way: NoteWay, screen: Screen) {
  if (way.isBusiest) {
    const mark = screen.unicode ? '◀' : '<';
    const share = `${mark} ${percent(row.pathUs / requestUs)}`;
    return [way.isShort ? share : `${share} of the critical path`];
  }
  if (row.gapUs !== undefined) return row.gapUs > 0 ? [`gap ${duration(row.gapUs, screen)}`] : [];
  const isWhole = row.selfUs === row.durationUs;
  return isWhole ? [] : [`self ${duration(row.selfUs, screen)}`];
}

function widthsFor(drafts: readonly Draft[], screen: Screen): Widths {
  const most = (of: (draft: Draft) => number): number =>
    drafts.reduce((widest, draft) => Math.max(widest, of(draft)), 0);
  const service = Math.min(
    LONGEST_SERVICE,
    most((draft) => widthOf(draft.service)),
  );
  const full = most(({ tree, name }) => widthOf(tree) + service + 2 + widthOf(name));
  const label = Math.min(full, Math.floor(screen.columns * 0.42));
  const time = most((draft) => widthOf(draft.time));
  const left = screen.columns - label - time - 7;
  const note = most((draft) => widthOf(draft.note));
  // A long remark may be cut: below the rows it is said in full.
  const noteShown = [note, 26, 14, LEAST_NOTE].find(
    (width) => width <= note && left - width - 2 >= LEAST_BAR,
  );
  const bar = left - (noteShown === undefined || noteShown === 0 ? 0 : noteShown + 2);
  return { service, label, time, bar: Math.max(8, bar), note: noteShown ?? 0 };
}

function rowLine(draft: Draft, widths: Widths, timeline: Timeline, screen: Screen): string {
  const { row, tree, time } = draft;
  const note = widthOf(draft.note) <= widths.note ? draft.note : draft.shortNote;
  const { dim, bold, yellow, red, visible } = paint(screen);
  const failed = row.remarks.some(({ kind }) => kind === 'error');
  const label = labelOf(draft, widths, screen);
  const border = dim(screen.unicode ? '│' : '|');
  const bar = timelineBar(
    {
      runs: row.remarks.some(({ kind }) => kind === 'impossible-time')
        ? []
        : row.spans.map((span) => ({ startUs: span.startUs, endUs: endUs(span) })),
      path: row.sections,
    },
    timeline,
    screen,
    { path: failed ? red : yellow, rest: dim },
  );
  const style = row.pathUs > 0 ? visible : dim;
  const text =
    dim(tree) +
    style(padEnd(label, widths.label - widthOf(tree))) +
    ` ${remarkSign(row.remarks, screen)} ` +
    (row.pathUs > 0 ? bold : dim)(padStart(time, widths.time)) +
    `  ${border}${bar}${border}`;
  return (
    note === '' || widths.note === 0 ? text : `${text}  ${cut(note, widths.note, screen)}`
  ).trimEnd();
}

function labelOf({ tree, service, name }: Draft, widths: Widths, screen: Screen): string {
  const room = Math.max(1, widths.label - widthOf(tree));
  const whole = `${padEnd(service, widths.service)}  ${name}`;
  if (widthOf(whole) <= room && widthOf(service) <= widths.service) return whole;
  const shortService = cut(service, Math.min(widths.service, Math.floor(room / 2)), screen);
  const tight = `${shortService} ${cut(name, Math.max(1, room - widthOf(shortService) - 1), screen)}`;
  return cut(tight, room, screen);
}
