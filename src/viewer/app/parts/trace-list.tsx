import type { CSSProperties, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TraceSummary } from '../../../analysis/trace-summary.ts';
import { counted } from '../../../model/counted.ts';
import { go } from '../address.ts';
import { Service } from './colours.tsx';
import { Outside, Time } from './figures.tsx';
import { isTyping } from './help.tsx';
import { Link, TraceLink } from './link.tsx';
import { Moment } from './moment.tsx';
import { type ScrollTo, VirtualList } from './virtual-list.tsx';

const ROW_HEIGHT = 50;
/** More services than these are counted. */
const MOST_SERVICES = 4;

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

interface ListProps {
  readonly traces: readonly TraceSummary[];
  /** Chosen to be compared. */
  readonly ticked?: readonly string[];
  /** Absent where none can be chosen. */
  readonly onTick?: (traceId: string) => void;
}

/**
 * Traces as rows, with a bar of their duration. j and k choose one, Enter opens it; so do the arrows where the list has
 * the focus, which else scroll the page.
 */
export function TraceList({ traces, ticked = [], onTick }: ListProps): JSX.Element {
  const [at, setAt] = useState(-1);
  const scrollTo = useRef<ScrollTo>(() => undefined);
  const longest = traces.reduce((most, { durationUs }) => Math.max(most, durationUs), 1);
  useKeys((event) => {
    const isTaken = !event.key.startsWith('Arrow') || isWithin(event, '.traces');
    const step = isTaken ? STEPS[event.key] : undefined;
    const trace = traces[at];
    if (event.key === 'Enter' && trace) go(`/trace/${trace.traceId}`);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(traces.length - 1, at + step));
    setAt(next);
    scrollTo.current(next);
  });
  return (
    <VirtualList
      class="traces"
      items={traces}
      rowHeight={ROW_HEIGHT}
      scrollTo={scrollTo}
      attributes={{ role: 'list', 'aria-label': 'Traces', tabIndex: 0 }}
      row={(trace, { position: index, style }) => (
        <Row
          key={trace.traceId}
          trace={trace}
          share={trace.durationUs / longest}
          isTicked={ticked.includes(trace.traceId)}
          isAt={index === at}
          onTick={onTick}
          place={{ index, of: traces.length, style }}
        />
      )}
    />
  );
}

/** Keys that are typed outside of any field. */
export function useKeys(typed: (event: KeyboardEvent) => void): void {
  const latest = useRef(typed);
  latest.current = typed;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || isOwn(event)) return;
      if (document.querySelector('dialog[open]') === null) latest.current(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

/** Keys that the element with the focus takes itself: Enter presses a control, others scroll what is too large. */
function isOwn(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (key === 'Enter') return target instanceof HTMLElement && CONTROL.test(target.tagName);
  return SCROLLS.test(key) && isWithin(event, '.scroll, .graph');
}

const CONTROL = /^(button|a|summary)$/i;
const SCROLLS = /^(Arrow|Page|Home$|End$)/;

const isWithin = ({ target }: KeyboardEvent, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

interface RowProps {
  readonly trace: TraceSummary;
  /** Of the longest. */
  readonly share: number;
  readonly isTicked: boolean;
  readonly isAt: boolean;
  readonly onTick: ((traceId: string) => void) | undefined;
  readonly place: { readonly index: number; readonly of: number; readonly style: CSSProperties };
}

function Row({ trace, share, isTicked, isAt, onTick, place }: RowProps): JSX.Element {
  const { traceId, root, durationUs, spans, services, errors, complete, startUs } = trace;
  const name = root === undefined ? 'no root span' : `${root.service}: ${root.operation}`;
  return (
    <div
      class={`trace${isAt ? ' at' : ''}`}
      role="listitem"
      aria-posinset={place.index + 1}
      aria-setsize={place.of}
      style={place.style}
      data-trace={traceId}
    >
      <span class="length" aria-hidden="true" style={{ width: `${share * 100}%` }} />
      {onTick && (
        <input
          type="checkbox"
          checked={isTicked}
          aria-label={`Compare trace ${traceId.slice(0, 8)}`}
          onChange={() => onTick(traceId)}
        />
      )}
      <div class="what">
        <Link to={`/trace/${traceId}`}>
          <Outside text={name} />
        </Link>
        <span class="facts">
          <TraceLink id={traceId} />
          <Moment us={startUs} />
          <span>{counted(spans, 'span')}</span>
          {errors > 0 && <span class="error">✖ {counted(errors, 'error')}</span>}
          {!complete && <span class="warning">! incomplete</span>}
          <span class="services">
            {services.slice(0, MOST_SERVICES).map((service) => (
              <Service key={service} name={service} />
            ))}
            {services.length > MOST_SERVICES && <span>+{services.length - MOST_SERVICES}</span>}
          </span>
        </span>
      </div>
      <Time us={durationUs} title="duration" />
    </div>
  );
}
