import { Component, type JSX, type RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { duration } from '../../../render/terminal/duration.ts';
import type { DrawnRow } from '../data/drawn-trace.ts';
import { serviceClass } from './colours.tsx';
import { Outside } from './figures.tsx';
import { type ScrollTo, VirtualList } from './virtual-list.tsx';

/** The part of the trace that is drawn, µs from its start. */
export interface Zoom {
  readonly from: number;
  readonly to: number;
}

interface WaterfallProps {
  readonly rows: readonly DrawnRow[];
  /** Indexes of the rows that are shown, ascending. */
  readonly shown: readonly number[];
  readonly collapsed: ReadonlySet<number>;
  readonly matches: ReadonlySet<number>;
  readonly at: number;
  readonly zoom: Zoom;
  readonly scrollTo: RefObject<ScrollTo>;
  readonly onRow: (index: number) => void;
  readonly onToggle: (index: number) => void;
}

/** The element of the selected row; the others have no name to set whenever they are used for another row. */
const AT = 'row-at';

/** Where the window is narrow, a bar is below the name of its span. */
const NARROW = matchMedia('(max-width: 600px)');
const ROW_HEIGHT = { wide: 26, narrow: 46 } as const;

/** The rows of a trace. Only those in view are elements. */
export function WaterfallRows(props: WaterfallProps): JSX.Element {
  const { rows, shown, collapsed, matches, at, zoom } = props;
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const change = (): void => setNarrow(NARROW.matches);
    NARROW.addEventListener('change', change);
    return () => NARROW.removeEventListener('change', change);
  }, []);
  return (
    <VirtualList
      class="waterfall"
      items={shown}
      rowHeight={isNarrow ? ROW_HEIGHT.narrow : ROW_HEIGHT.wide}
      scrollTo={props.scrollTo}
      attributes={{
        role: 'treegrid',
        'aria-label': 'Spans',
        'aria-rowcount': shown.length,
        'aria-activedescendant': AT,
        tabIndex: 0,
      }}
      row={(index, { key, position, style }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <Row
            key={key}
            row={row}
            index={index}
            position={position}
            top={String(style.top)}
            height={String(style.height)}
            isAt={index === at}
            isMatch={matches.has(index)}
            isCollapsed={collapsed.has(index)}
            from={zoom.from}
            to={zoom.to}
            onRow={props.onRow}
            onToggle={props.onToggle}
          />
        );
      }}
    />
  );
}

interface RowProps extends Pick<WaterfallProps, 'onRow' | 'onToggle'>, Zoom {
  readonly row: DrawnRow;
  readonly index: number;
  readonly position: number;
  readonly top: string;
  readonly height: string;
  readonly isAt: boolean;
  readonly isMatch: boolean;
  readonly isCollapsed: boolean;
}

/** Deeper rows would leave no room for their names: they say their depth. */
const MOST_INDENTED = 14;

/** Is drawn again only when it shows something else: a scroll draws the whole list. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  override render(): JSX.Element {
    return drawnCells(this.props);
  }
}

/** No component, as the parts of it: of the dozens of rows in a frame each would be compared with what was there. */
function drawnCells(props: RowProps): JSX.Element {
  const { row, index, isAt, isMatch, isCollapsed, onRow, onToggle } = props;
  const indent = Math.min(row.depth, MOST_INDENTED);
  return (
    <div
      id={isAt ? AT : undefined}
      class={`wrow${isAt ? ' at' : ''}${isMatch ? ' match' : ''}${row.isError ? ' failed-row' : ''}`}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={props.position + 1}
      aria-selected={isAt}
      aria-expanded={row.hasChildren ? !isCollapsed : undefined}
      style={{ top: props.top, height: props.height }}
      data-span={row.spanId}
      onClick={() => onRow(index)}
    >
      <div class="wname" role="gridcell" style={{ '--depth': indent }}>
        <span
          class={row.depth > MOST_INDENTED ? 'twisty deep' : 'twisty'}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(index);
          }}
        >
          {twisty(row, isCollapsed)}
        </span>
        {named(row)} {Outside({ text: row.name })}
      </div>
      <div
        class="wtime figure"
        role="gridcell"
        data-us={row.durationUs}
        title={`duration: ${row.durationUs} µs`}
      >
        {duration(row.durationUs)}
      </div>
      <div class={`wbars ${serviceClass(row.service)}`} role="gridcell" aria-label={barLabel(row)}>
        {bars(props)}
      </div>
    </div>
  );
}

/** The spot of its colour is the background of its name: one element more in each row takes longer to lay out. */
const named = ({ service, isError }: DrawnRow): JSX.Element =>
  Outside({
    text: service,
    class: `outside wservice ${serviceClass(service)}`,
    children: isError && (
      <span class="error">
        ✖<span class="unseen"> failed</span>{' '}
      </span>
    ),
  });

/** One element for both: in a deep trace each row of a frame has them. */
function twisty({ hasChildren, depth }: DrawnRow, isCollapsed: boolean): string {
  const sign = hasChildren ? (isCollapsed ? '▸' : '▾') : '';
  return depth > MOST_INDENTED ? `${sign} ${depth} ` : sign;
}

const barLabel = ({ pathUs, durationUs, remarks }: DrawnRow): string => {
  const share = durationUs === 0 ? 0 : Math.round((100 * pathUs) / durationUs);
  return [
    pathUs > 0 ? `${share} % on the critical path` : 'off the critical path',
    ...remarks,
  ].join(', ');
};

function bars({ row, from, to }: RowProps): JSX.Element | null {
  const length = Math.max(1, to - from);
  const left = (us: number): number => ((us - from) / length) * 100;
  if (row.endUs < from || row.startUs > to) return null;
  const start = Math.max(0, left(row.startUs));
  const end = Math.min(100, left(row.endUs));
  const remark = row.remarks.find((one) => one !== 'error');
  return (
    <>
      <span class="bar" style={{ left: `${start}%`, width: `${end - start}%` }} />
      {visibleSections(row, from, to).map(([a, b], i) => (
        <span
          key={i}
          class="path"
          style={{ left: `${left(a)}%`, width: `${((b - a) / length) * 100}%` }}
        />
      ))}
      {row.eventsUs
        .slice(0, MOST_EVENTS)
        .map((us, i) =>
          us >= from && us <= to ? (
            <span key={i} class="event" style={{ left: `${left(us)}%` }} />
          ) : null,
        )}
      {remark !== undefined && (
        <span
          class={end > 70 ? 'remark before' : 'remark'}
          style={end > 70 ? { right: `${100 - start}%` } : { left: `${end}%` }}
        >
          {remark}
        </span>
      )}
    </>
  );
}

const MOST_EVENTS = 50;
/** A screen shows no finer parts than these. */
const PARTS = 600;

/** The sections in view; neighbours that no screen could show apart are one. */
function visibleSections({ path }: DrawnRow, from: number, to: number): [number, number][] {
  const gap = (to - from) / PARTS;
  const merged: [number, number][] = [];
  for (let i = 0; i + 1 < path.length; i += 2) {
    const [a, b] = [Math.max(from, path[i] ?? 0), Math.min(to, path[i + 1] ?? 0)];
    if (b <= a) continue;
    const last = merged.at(-1);
    if (last && a - last[1] < gap) last[1] = b;
    else merged.push([a, b]);
  }
  return merged;
}
