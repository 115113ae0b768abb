import type { CSSProperties, HTMLAttributes, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { restoreList } from '../scrolled.ts';

/** Scrolls to a row, if it is not in view. */
export type ScrollTo = (index: number) => void;

export interface RowPlace {
  /** For the element of the row. */
  readonly key: number;
  /** Among all rows. */
  readonly position: number;
  readonly style: CSSProperties;
}

interface VirtualListProps<T> {
  readonly items: readonly T[];
  /** Pixels; the same for all rows. */
  readonly rowHeight: number;
  readonly row: (item: T, place: RowPlace) => JSX.Element | null;
  readonly scrollTo?: RefObject<ScrollTo>;
  readonly class: string;
  readonly attributes: HTMLAttributes<HTMLDivElement>;
}

/** Rows above and below the ones in view, so that a fast scroll meets no empty space. */
const OVERSCAN = 8;

/** A list of which only the rows in view are elements: of 50,000 a browser would take seconds to lay out all. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { items, rowHeight, row, attributes } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, rows: 40 });
  const update = (): void => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    const first = Math.floor(scrollTop / rowHeight);
    const rows = Math.ceil(clientHeight / rowHeight) + 1;
    setView((before) =>
      before.first === first && before.rows === rows ? before : { first, rows },
    );
  };
  useLayoutEffect(() => {
    if (scroller.current) restoreList(scroller.current);
  }, []);
  useResize(scroller, update);
  if (props.scrollTo) props.scrollTo.current = scrolling(scroller, rowHeight);
  const from = Math.max(0, view.first - OVERSCAN);
  const to = view.first + view.rows + OVERSCAN;
  // A row that comes into view takes the elements of one that left it: to make new ones takes twice as long.
  const slots = view.rows + 2 * OVERSCAN;
  return (
    <div {...attributes} class={props.class} ref={scroller} onScroll={update}>
      <div class="rows" role="presentation" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(from, to).map((item, i) => {
          const position = from + i;
          const style = { top: `${position * rowHeight}px`, height: `${rowHeight}px` };
          return row(item, { key: position % slots, position, style });
        })}
      </div>
    </div>
  );
}

function scrolling(scroller: RefObject<HTMLDivElement | null>, rowHeight: number): ScrollTo {
  return (index) => {
    const element = scroller.current;
    if (!element) return;
    const top = index * rowHeight;
    const margin = Math.min(2 * rowHeight, element.clientHeight / 4);
    if (top < element.scrollTop + margin) element.scrollTop = top - margin;
    else if (top + rowHeight > element.scrollTop + element.clientHeight - margin)
      element.scrollTop = top + rowHeight + margin - element.clientHeight;
  };
}

/** Calls `changed` at first, and whenever the size of the element changes. */
export function useResize(element: RefObject<HTMLElement | null>, changed: () => void): void {
  const latest = useRef(changed);
  latest.current = changed;
  useLayoutEffect(() => latest.current(), []);
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
}
