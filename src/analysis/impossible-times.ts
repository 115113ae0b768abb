import type { TimeFault } from '../model/time-fault.ts';
import type { Span, Trace } from '../model/trace.ts';

/** A span that says it started earlier has no start time: tracing did not exist before the year 2000. */
const EARLIEST_US = Date.UTC(2000) * 1000;
/** No span takes more than a hundred years, and 2^53 µs end in 2255: until then all sums of times are exact. */
const LATEST_US = Date.UTC(2150) * 1000;
const DAY_US = 86_400_000_000;

/** A trace as far as its times can be. */
export interface SoundTrace {
  /** Without the spans whose times cannot be: what was below one of them is below the next span above it. */
  readonly trace: Trace;
  readonly faults: ReadonlyMap<Span, TimeFault>;
}

const NO_FAULTS: ReadonlyMap<Span, TimeFault> = new Map();

/**
 * Takes the spans out of a trace whose times cannot be, so that neither the critical path nor the scale of a drawing
 * follows them.
 *
 * @see docs/definitions.md#clocks
 */
export function soundTimes(trace: Trace): SoundTrace {
  if (arePlain(trace)) return { trace, faults: NO_FAULTS };
  const faults = new Map<Span, TimeFault>();
  const below = new Map<string, Span[]>();
  const parents = new Map<Span, Span>();
  const tops: Span[] = [];
  const waiting = trace.tops.map((span) => ({ span, above: undefined as Span | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { span, above } = next;
    const fault = faultOf(span, above);
    if (fault !== undefined) faults.set(span, fault);
    else if (above === undefined) tops.push(span);
    else {
      parents.set(span, above);
      const children = below.get(above.spanId);
      if (children === undefined) below.set(above.spanId, [span]);
      else children.push(span);
    }
    const to = fault === undefined ? span : above;
    for (const child of trace.children(span.spanId)) waiting.push({ span: child, above: to });
  }
  for (const children of below.values()) children.sort(byStart);
  tops.sort(byStart);
  const orphans = new Set(trace.tops.filter((span) => !trace.roots.includes(span)));
  const sound: Trace = {
    ...trace,
    spans: trace.spans.filter((span) => !faults.has(span)),
    tops,
    roots: tops.filter((span) => !orphans.has(span)),
    children: (spanId) => below.get(spanId) ?? [],
    parent: (span) => parents.get(span),
  };
  return { trace: sound, faults };
}

/** As in nearly all traces. Spans come by start: one look at the first and the last is enough. */
function arePlain({ spans }: Trace): boolean {
  const [first, last] = [spans[0]?.startUs ?? 0, spans.at(-1)?.startUs ?? 0];
  return (
    first >= EARLIEST_US &&
    last <= LATEST_US &&
    last - first <= DAY_US &&
    spans.every(({ endFault }) => endFault === undefined)
  );
}

function faultOf(span: Span, above: Span | undefined): TimeFault | undefined {
  if (span.startUs < EARLIEST_US) return 'no-start';
  if (span.startUs > LATEST_US) return 'far-future';
  if (span.endFault !== undefined) return span.endFault;
  const isFar = above !== undefined && Math.abs(span.startUs - above.startUs) > DAY_US;
  return isFar ? 'far-from-parent' : undefined;
}

const byStart = (a: Span, b: Span): number =>
  a.startUs - b.startUs || a.startNanos - b.startNanos || (a.spanId < b.spanId ? -1 : 1);
