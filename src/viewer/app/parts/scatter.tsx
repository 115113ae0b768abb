import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TraceSummary } from '../../../analysis/trace-summary.ts';
import { zonedSeconds } from '../../../model/instant.ts';
import { micros } from '../../../model/units.ts';
import { duration } from '../../../render/terminal/duration.ts';
import { go } from '../address.ts';
import { useResize } from './virtual-list.tsx';

interface ScatterProps {
  readonly points: readonly TraceSummary[];
  readonly label: string;
  /** Drawn as such, and not as the others. */
  readonly marked?: ReadonlySet<string>;
}

const HEIGHT = 150;
const EDGE = { left: 54, right: 10, top: 10, bottom: 22 };

interface Scale {
  readonly x: (us: number) => number;
  readonly y: (us: number) => number;
  readonly top: number;
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/**
 * A dot per trace, by start and duration; failed ones are crosses, so that their colour is not the only sign. A click
 * opens the nearest. The list below says the same in words.
 */
export function Scatter({ points, label, marked }: ScatterProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [near, setNear] = useState<{ point: TraceSummary; x: number; y: number }>();
  useResize(canvas, () => setWidth(canvas.current?.clientWidth ?? 0));
  const scale = scaleOf(points, width);
  useEffect(() => {
    const draw = (): void => {
      if (canvas.current) drawPoints(canvas.current, points, scale, marked);
    };
    draw();
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true });
    return () => theme.disconnect();
  }, [points, width, marked]);
  const find = ({ offsetX, offsetY }: MouseEvent): typeof near => {
    const point = nearest(points, scale, offsetX, offsetY);
    return point && { point, x: scale.x(point.startUs), y: scale.y(point.durationUs) };
  };
  return (
    <figure class="scatter">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ height: `${HEIGHT}px`, cursor: near ? 'pointer' : 'default' }}
        onMouseMove={(event) => setNear(find(event))}
        onMouseLeave={() => setNear(undefined)}
        onClick={(event) => {
          const found = find(event);
          if (found) go(`/trace/${found.point.traceId}`);
        }}
      />
      {near && (
        <div
          class="tip"
          style={{ left: `${Math.min(near.x, width - 190)}px`, top: `${near.y + 10}px` }}
        >
          {near.point.traceId.slice(0, 8)} · {duration(near.point.durationUs)}
          {near.point.errors > 0 && ` · ✖ ${near.point.errors}`}
        </div>
      )}
    </figure>
  );
}

function scaleOf(points: readonly TraceSummary[], width: number): Scale {
  const starts = points.map(({ startUs }) => startUs);
  const from = starts.reduce((a, b) => Math.min(a, b), Infinity);
  const to = Math.max(
    from + 1,
    starts.reduce((a, b) => Math.max(a, b), 0),
  );
  const top = points.reduce((most, { durationUs }) => Math.max(most, durationUs), 1) * 1.05;
  const across = Math.max(1, width - EDGE.left - EDGE.right);
  const up = HEIGHT - EDGE.top - EDGE.bottom;
  return {
    x: (us) => EDGE.left + (points.length < 2 ? across / 2 : ((us - from) / (to - from)) * across),
    y: (us) => EDGE.top + up - (us / top) * up,
    ...{ top, from, to, width },
  };
}

const REACH = 14;

function nearest(points: readonly TraceSummary[], scale: Scale, x: number, y: number) {
  let found: TraceSummary | undefined;
  let least = REACH ** 2;
  for (const point of points) {
    const away = (scale.x(point.startUs) - x) ** 2 + (scale.y(point.durationUs) - y) ** 2;
    if (away > least) continue;
    least = away;
    found = point;
  }
  return found;
}

function drawPoints(
  canvas: HTMLCanvasElement,
  points: readonly TraceSummary[],
  scale: Scale,
  marked: ReadonlySet<string> | undefined,
): void {
  const context = prepared(canvas, HEIGHT);
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  drawAxes(context, scale, colour('--line'), colour('--dim'));
  const [accent, error] = [colour('--accent'), colour('--error')];
  context.globalAlpha = points.length > 400 ? 0.45 : 0.75;
  for (const { startUs, durationUs, errors, traceId } of points) {
    const [x, y] = [scale.x(startUs), scale.y(durationUs)];
    context.strokeStyle = context.fillStyle = errors > 0 ? error : accent;
    context.beginPath();
    if (errors > 0) {
      context.moveTo(x - 3.5, y - 3.5);
      context.lineTo(x + 3.5, y + 3.5);
      context.moveTo(x + 3.5, y - 3.5);
      context.lineTo(x - 3.5, y + 3.5);
      context.lineWidth = 1.6;
      context.stroke();
    } else if (marked?.has(traceId)) {
      context.strokeRect(x - 3, y - 3, 6, 6);
    } else {
      context.arc(x, y, 3.2, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

/** In the pixels of the screen, and empty. */
export function prepared(
  canvas: HTMLCanvasElement,
  height: number,
): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context?.scale(ratio, ratio);
  context?.clearRect(0, 0, width, height);
  return context;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  scale: Scale,
  line: string,
  dim: string,
): void {
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = dim;
  context.strokeStyle = line;
  context.lineWidth = 1;
  for (const part of [0, 0.5, 1]) {
    const y = Math.round(scale.y((scale.top / 1.05) * part)) + 0.5;
    context.beginPath();
    context.moveTo(EDGE.left, y);
    context.lineTo(scale.width - EDGE.right, y);
    context.stroke();
    context.textAlign = 'right';
    context.fillText(duration((scale.top / 1.05) * part), EDGE.left - 6, y + 4);
  }
  if (!Number.isFinite(scale.from)) return;
  const clock = (us: number): string => {
    const date = new Date(us / 1000);
    // As the other times of the page, in no other form than theirs.
    return Number.isNaN(date.getTime())
      ? ''
      : zonedSeconds(micros(us), {}).slice('2026-11-22T'.length, '2026-11-22T10:00:03'.length);
  };
  context.textAlign = 'left';
  context.fillText(clock(scale.from), EDGE.left, HEIGHT - 6);
  context.textAlign = 'right';
  context.fillText(clock(scale.to), scale.width - EDGE.right, HEIGHT - 6);
}
