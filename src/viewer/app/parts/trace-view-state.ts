import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { closable } from '../data/closed-rows.ts';
import type { DrawnTrace } from '../data/drawn-trace.ts';
import { ancestorsOf, parentOf, pathOrder, shownRows } from '../data/shown-rows.ts';
import { useAsk } from './answer.tsx';
import { replaceQuery, useHeldView } from './held-view.ts';
import { useKeys } from './trace-list.tsx';
import type { ScrollTo } from './virtual-list.tsx';
import type { Zoom } from './waterfall.tsx';

export type TraceViewState = ReturnType<typeof useTraceView>;

/** What of a trace is shown, selected, found and zoomed, and what changes it: buttons and keys. */
export function useTraceView(trace: DrawnTrace, query: URLSearchParams) {
  const { rows, durationUs } = trace;
  const held = useHeldView(trace, query);
  const { whole, zoom, setZoom, collapsed, setCollapsed, criticalOnly, setCriticalOnly } = held;
  const wanted = query.get('span');
  const first = wanted === null ? -1 : rows.findIndex(({ spanId }) => spanId === wanted);
  const [at, setAt] = useSelected(rows, Math.max(0, first));
  const [isOpen, setOpen] = useState(first >= 0);
  const scrollTo = useRef<ScrollTo>(() => undefined);
  const shown = useMemo(
    () => shownRows(rows, collapsed, criticalOnly),
    [rows, collapsed, criticalOnly],
  );
  const position = shown.indexOf(at);
  const toggle = (index: number, close = !collapsed.has(index)): void => {
    if (rows[index]?.hasChildren !== true) return;
    const next = new Set(collapsed);
    if (close) next.add(index);
    else next.delete(index);
    setCollapsed(next);
  };
  const select = (index: number): void => {
    const above = ancestorsOf(rows, index).filter((one) => collapsed.has(one));
    const open = above.length === 0 ? collapsed : without(collapsed, above);
    if (open !== collapsed) setCollapsed(open);
    setAt(index);
    scrollTo.current(shownRows(rows, open, criticalOnly).indexOf(index));
  };
  const written = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    // What the page wrote there itself may be older than the row that is chosen by now.
    if (wanted === written.current) return;
    written.current = wanted;
    if (first >= 0) select(first);
    setOpen(first >= 0);
  }, [wanted]);
  useSameRows(rows, held);
  useSpanInAddress(isOpen ? rows[at]?.spanId : undefined, written);
  const find = useFind(trace, held);
  const state = {
    ...{ trace, at, isOpen, zoom, setZoom, collapsed, criticalOnly, setCriticalOnly, shown, find },
    ...{ scrollTo, select, position, toggle },
    open: (index: number) => {
      setAt(index);
      setOpen(true);
    },
    close: () => setOpen(false),
    collapseAll: () => setCollapsed(closable(rows)),
    expandAll: () => setCollapsed(new Set()),
    zoomBy: (factor: number) => setZoom(zoomed(zoom, factor, durationUs)),
    resetZoom: () => setZoom(whole),
  };
  const jumps = useJumps(state);
  useTraceKeys(state, jumps);
  return { ...state, ...jumps };
}

const without = (set: ReadonlySet<number>, some: readonly number[]): ReadonlySet<number> =>
  new Set(Array.from(set).filter((one) => !some.includes(one)));

/** Around the middle, and within the trace. */
function zoomed({ from, to }: Zoom, factor: number, durationUs: number): Zoom {
  const half = Math.max(0.5, ((to - from) * factor) / 2);
  const middle = (from + to) / 2;
  const left = Math.max(0, middle - half);
  return { from: left, to: Math.min(durationUs, left + 2 * half) };
}

/** The number of the selected row; that of the same span in a trace that has got more rows. */
function useSelected(rows: DrawnTrace['rows'], first: number) {
  const chosen = (index: number) => ({ index, spanId: rows[index]?.spanId });
  const [{ index, spanId }, choose] = useState(chosen(first));
  const isThere = rows[index]?.spanId === spanId;
  const at = isThere ? index : rows.findIndex((row) => row.spanId === spanId);
  return [Math.max(0, at), (next: number) => choose(chosen(next))] as const;
}

/** A trace that is followed may get a row above those that are closed. */
function useSameRows(
  rows: DrawnTrace['rows'],
  { closedAmong, setCollapsed }: ReturnType<typeof useHeldView>,
): void {
  const known = useRef(rows);
  useLayoutEffect(() => {
    const before = known.current;
    known.current = rows;
    if (before === rows) return;
    const numbers = new Map(rows.map(({ spanId }, i) => [spanId, i]));
    const now = (index: number): number | undefined => numbers.get(before[index]?.spanId ?? '');
    setCollapsed(new Set([...closedAmong(before)].flatMap((one) => now(one) ?? [])));
  }, [rows]);
}

/** So that a link to the page leads to the span; without a step for the back button. */
function useSpanInAddress(
  spanId: string | undefined,
  written: RefObject<string | null | undefined>,
): void {
  useEffect(() => {
    written.current = spanId ?? null;
    replaceQuery({ span: spanId });
  }, [spanId]);
}

function useFind({ traceId, rows }: DrawnTrace, { text, setText }: ReturnType<typeof useHeldView>) {
  const ask = useAsk();
  const [order, setOrder] = useState<readonly number[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void ask('find', traceId, text).then((found) => {
      if (isCurrent) setOrder(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [traceId, rows, text]);
  const matches = useMemo(() => new Set(order), [order]);
  return { text, setText, order, matches };
}

interface Jumping {
  readonly trace: DrawnTrace;
  readonly at: number;
  readonly find: { readonly order: readonly number[] };
  readonly select: (index: number) => void;
}

/** To the next of a kind of row, around the end to the first. */
function useJumps({ trace, at, find, select }: Jumping) {
  const { rows } = trace;
  const section = useRef(-1);
  const errors = useMemo(() => rows.flatMap(({ isError }, i) => (isError ? i : [])), [rows]);
  const path = useMemo(() => pathOrder(rows), [rows]);
  const jump = (order: readonly number[], step: 1 | -1): void => {
    const next = step > 0 ? order.find((i) => i > at) : order.findLast((i) => i < at);
    const target = next ?? (step > 0 ? order[0] : order.at(-1));
    if (target !== undefined) select(target);
  };
  return {
    errorCount: errors.length,
    pathCount: path.length,
    nextMatch: (step: 1 | -1) => jump(find.order, step),
    nextError: (step: 1 | -1) => jump(errors, step),
    nextSection: (step: 1 | -1) => {
      if (path.length === 0) return;
      section.current = (section.current + step + path.length) % path.length;
      const target = path[section.current];
      if (target) select(target.index);
    },
  };
}

type Keyed = Jumping &
  Pick<
    TraceViewState,
    'shown' | 'position' | 'toggle' | 'collapsed' | 'open' | 'close' | 'isOpen'
  > &
  Pick<TraceViewState, 'zoomBy' | 'resetZoom'>;

const PAGE = 20;

function useTraceKeys(view: Keyed, jumps: ReturnType<typeof useJumps>): void {
  const { at, shown, position, select, toggle, collapsed, trace } = view;
  const move = (to: number): void => {
    const index = shown[Math.max(0, Math.min(shown.length - 1, to))];
    if (index !== undefined) select(index);
  };
  const left = (): void => {
    const isOpenRow = trace.rows[at]?.hasChildren === true && !collapsed.has(at);
    if (isOpenRow) toggle(at, true);
    else select(parentOf(trace.rows, at));
  };
  const right = (): void => (collapsed.has(at) ? toggle(at, false) : move(position + 1));
  const escape = (): void => (view.isOpen ? view.close() : view.resetZoom());
  const actions: Readonly<Record<string, () => void>> = {
    j: () => move(position + 1),
    ArrowDown: () => move(position + 1),
    k: () => move(position - 1),
    ArrowUp: () => move(position - 1),
    PageDown: () => move(position + PAGE),
    PageUp: () => move(position - PAGE),
    Home: () => move(0),
    End: () => move(shown.length - 1),
    ArrowLeft: left,
    ArrowRight: right,
    Enter: () => view.open(at),
    Escape: escape,
    n: () => jumps.nextMatch(1),
    N: () => jumps.nextMatch(-1),
    e: () => jumps.nextError(1),
    E: () => jumps.nextError(-1),
    c: () => jumps.nextSection(1),
    C: () => jumps.nextSection(-1),
    '+': () => view.zoomBy(0.5),
    '-': () => view.zoomBy(2),
    '0': () => view.resetZoom(),
    '/': () => document.getElementById('find')?.focus(),
  };
  useKeys((event) => {
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
