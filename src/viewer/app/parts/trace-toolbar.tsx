import type { JSX } from 'preact';
import type { TraceViewState } from './trace-view-state.ts';

/** Search within the trace, jumps, and what is shown of it. Each has a key too. */
export function TraceToolbar({ view }: { readonly view: TraceViewState }): JSX.Element {
  const { errorCount, pathCount } = view;
  return (
    <div class="toolbar" role="toolbar" aria-label="Waterfall">
      <Find view={view} />
      <button
        type="button"
        disabled={errorCount === 0}
        onClick={() => view.nextError(1)}
        title="Next error (e)"
      >
        Next error <small>{errorCount}</small>
      </button>
      <button
        type="button"
        disabled={pathCount === 0}
        onClick={() => view.nextSection(1)}
        title="Next section of the critical path (c)"
      >
        Next critical section
      </button>
      <label class="tick">
        <input
          type="checkbox"
          checked={view.criticalOnly}
          onChange={({ currentTarget }) => view.setCriticalOnly(currentTarget.checked)}
        />
        Critical path only
      </label>
      <span class="group">
        <button type="button" onClick={view.collapseAll}>
          Collapse all
        </button>
        <button type="button" onClick={view.expandAll}>
          Expand all
        </button>
      </span>
      <ZoomButtons view={view} />
    </div>
  );
}

function Find({ view }: { readonly view: TraceViewState }): JSX.Element {
  const { find, at } = view;
  const place = find.order.indexOf(at);
  return (
    <span class="find group">
      <input
        id="find"
        type="search"
        placeholder="Find in this trace (/)"
        aria-label="Find in this trace"
        value={find.text}
        onInput={({ currentTarget }) => find.setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') view.nextMatch(event.shiftKey ? -1 : 1);
          if (event.key !== 'Escape') return;
          // The browser would empty the field.
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
      {find.text !== '' && (
        <output data-figure="matches">
          {find.order.length === 0
            ? 'no match'
            : `${place < 0 ? '–' : place + 1} of ${find.order.length}`}
        </output>
      )}
    </span>
  );
}

function ZoomButtons({ view }: { readonly view: TraceViewState }): JSX.Element {
  const { trace, zoom } = view;
  const isZoomed = zoom.from > 0 || zoom.to < trace.durationUs;
  return (
    <span class="group">
      <button
        type="button"
        onClick={() => view.zoomBy(0.5)}
        title="Zoom in (+)"
        aria-label="Zoom in"
      >
        +
      </button>
      <button
        type="button"
        onClick={() => view.zoomBy(2)}
        title="Zoom out (−)"
        aria-label="Zoom out"
      >
        −
      </button>
      <button type="button" disabled={!isZoomed} onClick={view.resetZoom} title="Show all (0)">
        Whole trace
      </button>
    </span>
  );
}
