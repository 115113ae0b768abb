import type { JSX } from 'preact';
import type { DrawnTrace } from '../data/drawn-trace.ts';
import { useAnswer } from './answer.tsx';
import { LogLines } from './log-lines.tsx';
import { Minimap, TimeAxis } from './minimap.tsx';
import { SpanPanel } from './span-panel.tsx';
import { TraceToolbar } from './trace-toolbar.tsx';
import { useTraceView } from './trace-view-state.ts';
import { WaterfallRows } from './waterfall.tsx';

interface TraceViewProps {
  readonly trace: DrawnTrace;
  readonly query: URLSearchParams;
}

/** The waterfall with what moves around in it: minimap, zoom, search, keyboard, and the panel of a span. */
export function TraceView({ trace, query }: TraceViewProps): JSX.Element {
  const view = useTraceView(trace, query);
  const { traceId, rows } = trace;
  const answer = useAnswer((ask) => ask('logs', traceId), `${traceId} ${rows.length}`);
  const logs = answer.state === 'there' ? answer.value : [];
  const { at, isOpen, zoom, find } = view;
  return (
    <section aria-label="Waterfall" class={`trace-view${isOpen ? ' with-panel' : ''}`}>
      <TraceToolbar view={view} />
      <div class="drawing">
        <div class="wleft">
          <Minimap
            rows={trace.rows}
            durationUs={trace.durationUs}
            zoom={zoom}
            onZoom={view.setZoom}
          />
          <TimeAxis zoom={zoom} />
          <WaterfallRows
            rows={trace.rows}
            shown={view.shown}
            collapsed={view.collapsed}
            matches={find.matches}
            at={at}
            zoom={zoom}
            scrollTo={view.scrollTo}
            onRow={view.open}
            onToggle={view.toggle}
          />
          <p class="legend note">
            <span class="bar-sample path-sample" aria-hidden="true" /> on the critical path: the
            request waited for it <span class="bar-sample" aria-hidden="true" /> off it{' '}
            <span class="event-sample" aria-hidden="true" /> event
          </p>
        </div>
        {isOpen && (
          <SpanPanel
            traceId={trace.traceId}
            index={at}
            logs={logs.filter(({ row }) => row === at)}
            onClose={view.close}
          />
        )}
      </div>
      <LogLines logs={logs} onRow={(index) => view.open(index)} />
    </section>
  );
}
