import type { CSSProperties, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Pair } from '../../../analysis/pair.ts';
import { type AlignedRow, alignedRows } from '../data/aligned-rows.ts';
import type { DrawnRow, DrawnTrace } from '../data/drawn-trace.ts';
import { serviceClass } from './colours.tsx';
import { Change, Outside, Time } from './figures.tsx';
import { TraceLink } from './link.tsx';
import { VirtualList } from './virtual-list.tsx';

const ROW_HEIGHT = 40;
const MOST_INDENTED = 12;

/** Two traces against one time axis, row by row in the same places: a above, b below. */
export function AlignedTraces({ traces }: { readonly traces: Pair<DrawnTrace> }): JSX.Element {
  const { a, b } = traces;
  const rows = useMemo(() => alignedRows({ a: a.rows, b: b.rows }), [traces]);
  const longest = Math.max(a.durationUs, b.durationUs, 1);
  return (
    <section aria-label="Both traces">
      <h2>
        Both traces{' '}
        <small>
          a <TraceLink id={a.traceId} /> above, b <TraceLink id={b.traceId} /> below
        </small>
      </h2>
      <VirtualList
        class="waterfall aligned"
        items={rows}
        rowHeight={ROW_HEIGHT}
        attributes={{ role: 'list', 'aria-label': 'Spans of both traces', tabIndex: 0 }}
        row={(row, { key, position, style }) => (
          <Row
            key={key}
            row={row}
            longest={longest}
            style={style}
            place={[position, rows.length]}
          />
        )}
      />
    </section>
  );
}

interface RowProps {
  readonly row: AlignedRow;
  readonly longest: number;
  readonly style: CSSProperties;
  readonly place: readonly [index: number, of: number];
}

function Row({ row, longest, style, place: [index, of] }: RowProps): JSX.Element {
  const { a, b, service, name, depth } = row;
  return (
    <div class="wrow" role="listitem" style={style} aria-posinset={index + 1} aria-setsize={of}>
      <div class="wname" style={{ '--depth': Math.min(depth, MOST_INDENTED) }}>
        <span class={`spot ${serviceClass(service)}`} aria-hidden="true" />
        <Outside text={service} /> <Outside text={name} />
      </div>
      <div class="wtime">
        {a && b ? (
          <Change us={b.durationUs - a.durationUs} />
        ) : (
          <small>only in {a ? 'a' : 'b'}</small>
        )}
      </div>
      <div class={`wbars ${serviceClass(service)}`}>
        {a && <Bar row={a} side="a" longest={longest} />}
        {b && <Bar row={b} side="b" longest={longest} />}
      </div>
    </div>
  );
}

interface BarProps {
  readonly row: DrawnRow;
  readonly side: 'a' | 'b';
  readonly longest: number;
}

/** In percent: later there may be no room for a duration after its bar, on a phone. */
const LATEST = 60;

/** Its duration stands after it, else before it, else in it. */
function Bar({ row, side, longest }: BarProps): JSX.Element {
  const left = (row.startUs / longest) * 100;
  const width = ((row.endUs - row.startUs) / longest) * 100;
  const isAfter = left + width <= LATEST;
  const isInside = !isAfter && left < 100 - LATEST;
  const end = `${100 - (isInside ? left + width : left)}%`;
  return (
    <>
      <span
        class={`bar ${side}${row.pathUs > 0 ? ' on-path' : ''}`}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
      <span
        class={`remark ${side}${isInside && row.pathUs > 0 ? ' inside' : ''}`}
        style={isAfter ? { left: `${left + width}%` } : { right: end }}
      >
        <Time us={row.durationUs} />
      </span>
    </>
  );
}
