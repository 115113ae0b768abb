import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { duration } from '../../../render/terminal/duration.ts';
import type { DrawnRow } from '../data/drawn-trace.ts';
import { serviceClass } from './colours.tsx';
import { prepared } from './scatter.tsx';
import { useResize } from './virtual-list.tsx';
import type { Zoom } from './waterfall.tsx';

interface MinimapProps {
  readonly rows: readonly DrawnRow[];
  readonly durationUs: number;
  readonly zoom: Zoom;
  readonly onZoom: (zoom: Zoom) => void;
}

const HEIGHT = 56;

/** All spans of the trace as lines; dragging over a part shows that part alone, a double click all again. */
export function Minimap({ rows, durationUs, zoom, onZoom }: MinimapProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [drag, setDrag] = useState<Zoom>();
  useResize(canvas, () => setWidth(canvas.current?.clientWidth ?? 0));
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current) drawSpans(canvas.current, rows, durationUs);
    };
    draw();
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true });
    return () => theme.disconnect();
  }, [rows, durationUs, width]);
  const at = ({ clientX }: PointerEvent): number => {
    const box = canvas.current?.getBoundingClientRect();
    const share = box ? (clientX - box.left) / Math.max(1, box.width) : 0;
    return Math.max(0, Math.min(1, share)) * durationUs;
  };
  const shown = drag === undefined ? zoom : ordered(drag);
  const percent = (us: number): string => `${(us / Math.max(1, durationUs)) * 100}%`;
  return (
    <div
      class="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: at(event), to: at(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: at(event) })}
      onPointerUp={() => {
        setDrag(undefined);
        if (drag && Math.abs(drag.to - drag.from) > durationUs / 200) onZoom(ordered(drag));
      }}
      onDblClick={() => onZoom({ from: 0, to: durationUs })}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label="All spans over time; drag to zoom, or use + and −"
        style={{ height: `${HEIGHT}px` }}
      />
      <span class="shade" style={{ left: 0, width: percent(shown.from) }} />
      <span class="shade" style={{ left: percent(shown.to), right: 0 }} />
    </div>
  );
}

const ordered = ({ from, to }: Zoom): Zoom => ({
  from: Math.min(from, to),
  to: Math.max(from, to),
});

function drawSpans(canvas: HTMLCanvasElement, rows: readonly DrawnRow[], durationUs: number): void {
  const context = prepared(canvas, HEIGHT);
  if (!context) return;
  const width = canvas.clientWidth;
  const scale = width / Math.max(1, durationUs);
  const step = (HEIGHT - 8) / Math.max(1, rows.length);
  const thick = Math.max(1, Math.min(5, step * 0.8));
  const colours = new Map<string, string>();
  const probe = document.createElement('span');
  canvas.parentElement?.append(probe);
  for (const [i, row] of rows.entries()) {
    const y = 4 + i * step;
    let colour = colours.get(row.service);
    if (colour === undefined) {
      probe.className = `spot ${serviceClass(row.service)}`;
      colour = getComputedStyle(probe).backgroundColor;
      colours.set(row.service, colour);
    }
    context.fillStyle = colour;
    context.globalAlpha = row.pathUs > 0 ? 1 : 0.35;
    context.fillRect(row.startUs * scale, y, Math.max(1, (row.endUs - row.startUs) * scale), thick);
  }
  context.globalAlpha = 1;
  probe.remove();
}

/** Moments along the part of the trace that is drawn. */
export function TimeAxis({ zoom }: { readonly zoom: Zoom }): JSX.Element {
  return (
    <div class="axis" aria-hidden="true">
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <span key={part} style={part === 1 ? { right: 0 } : { left: `${part * 100}%` }}>
          {duration(zoom.from + (zoom.to - zoom.from) * part)}
        </span>
      ))}
    </div>
  );
}
