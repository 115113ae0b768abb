import { useMemo } from 'preact/hooks';
import { changed, currentAddress, go } from '../address.ts';
import { closedIn, closedText } from '../data/closed-rows.ts';
import type { DrawnTrace } from '../data/drawn-trace.ts';
import type { Zoom } from './waterfall.tsx';

/** Changes some parameters of the address, without a step for the back button. */
export function replaceQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { path, query } = currentAddress();
  const next = changed(query, changes);
  if (next.toString() !== query.toString()) go(path, next, true);
}

/**
 * What of the view of a trace the address holds, so that a link, a reload and the back button show the same: the part
 * of the time, the closed rows, whether only the critical path is shown, and the text that is searched.
 */
export function useHeldView({ rows, durationUs }: DrawnTrace, query: URLSearchParams) {
  const whole = { from: 0, to: durationUs };
  const closed = query.get('closed');
  const collapsed = useMemo(() => closedIn(closed, rows), [closed, rows]);
  return {
    whole,
    zoom: zoomIn(query.get('zoom'), durationUs) ?? whole,
    setZoom: ({ from, to }: Zoom): void => {
      const isWhole = from <= 0 && to >= durationUs;
      replaceQuery({ zoom: isWhole ? undefined : `${short(from)}-${short(to)}` });
    },
    collapsed,
    /** What the address closes of other rows than those that are shown now. */
    closedAmong: (others: DrawnTrace['rows']) => closedIn(closed, others),
    setCollapsed: (next: ReadonlySet<number>): void =>
      replaceQuery({ closed: closedText(next, rows) }),
    criticalOnly: query.get('critical') === '1',
    setCriticalOnly: (isOn: boolean): void => replaceQuery({ critical: isOn ? '1' : undefined }),
    text: query.get('find') ?? query.get('uiFind') ?? '',
    setText: (text: string): void => replaceQuery({ find: text, uiFind: undefined }),
  };
}

/** As few digits as a part of a microsecond needs. */
const short = (us: number): number => Number(us.toFixed(2));

/** @returns undefined for what is no part of the trace */
function zoomIn(text: string | null, durationUs: number): Zoom | undefined {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  const zoom = { from: Number(from), to: Math.min(durationUs, Number(to)) };
  return zoom.from < zoom.to ? zoom : undefined;
}
