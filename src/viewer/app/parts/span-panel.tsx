import { type ComponentChildren, Fragment, type JSX } from 'preact';
import { useRef, useEffect } from 'preact/hooks';
import type { DrawnLog } from '../data/drawn-logs.ts';
import type { RowDetails } from '../data/drawn-trace.ts';
import { Answered, useAnswer } from './answer.tsx';
import { Service } from './colours.tsx';
import { Outside, Time } from './figures.tsx';
import { SpanLogs } from './log-lines.tsx';
import { TraceLink } from './link.tsx';
import { Moment } from './moment.tsx';

interface PanelProps {
  readonly traceId: string;
  readonly index: number;
  /** The lines that the span logged. */
  readonly logs: readonly DrawnLog[];
  readonly onClose: () => void;
}

/** Everything about one span: times, attributes, events, links. */
export function SpanPanel({ traceId, index, logs, onClose }: PanelProps): JSX.Element {
  const answer = useAnswer((ask) => ask('row', traceId, index), `${traceId} ${index}`);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.scrollTo(0, 0), [index]);
  return (
    <aside class="span-panel" aria-label="Span" ref={panel}>
      <button type="button" class="plain close" title="Close (Esc)" onClick={onClose}>
        ×<span class="unseen"> Close</span>
      </button>
      <Answered answer={answer}>{(row) => row && <Details row={row} />}</Answered>
      {logs.length > 0 && (
        <Part title={`Log lines (${logs.length})`} isOpen>
          <SpanLogs logs={logs} />
        </Part>
      )}
    </aside>
  );
}

function Details({ row }: { readonly row: RowDetails }): JSX.Element {
  return (
    <>
      <h2>
        <Service name={row.service} /> <Outside text={row.name} />
      </h2>
      <Times row={row} />
      {row.remarks.length > 0 && <p class="warning">{row.remarks.join(' · ')}</p>}
      {row.statusMessage !== '' && (
        <p class="error">
          <Outside text={row.statusMessage} />
        </p>
      )}
      {row.warnings.map((text) => (
        <p key={text} class="warning">
          Jaeger warns: <Outside text={text} />
        </p>
      ))}
      <Texts title="Attributes" pairs={row.attributes} isOpen />
      {row.events.length > 0 && (
        <Part title={`Events (${row.events.length})`} isOpen>
          {row.events.map(({ offsetUs, name, attributes }, i) => (
            <div key={i} class="one-event">
              <Time us={offsetUs} title="from the start of the trace" /> <Outside text={name} />
              {attributes.length > 0 && <Pairs pairs={attributes} />}
            </div>
          ))}
        </Part>
      )}
      {row.links.length > 0 && (
        <Part title={`Links (${row.links.length})`} isOpen>
          <ul>
            {row.links.map(({ traceId, spanId }) => (
              <li key={`${traceId}${spanId}`}>
                trace <TraceLink id={traceId} span={spanId} />, span {spanId}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Texts title="Resource" pairs={row.resource} />
    </>
  );
}

function Times({ row }: { readonly row: RowDetails }): JSX.Element {
  const facts: readonly (readonly [name: string, value: ComponentChildren, width?: string])[] = [
    ['Duration', <Time us={row.durationUs} />],
    ['Self time', <Time us={row.selfUs} />],
    [row.gapUs === undefined ? 'Critical path' : 'Gap to the callee', <Time us={row.pathUs} />],
    ['Starts at', <Time us={row.offsetUs} />],
    ['Kind', row.kind],
    ['Status', row.status],
    ['Span id', <code>{row.spanId}</code>],
    ['Start', <Moment us={row.startUs} />, 'wide'],
    ...(row.scope === '' ? [] : [['Scope', <Outside text={row.scope} />] as const]),
  ];
  return (
    <dl class="facts-list">
      {facts.map(([name, value, width]) => (
        <div key={name} class={width}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PartProps {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: ComponentChildren;
}

const Part = ({ title, isOpen = false, children }: PartProps): JSX.Element => (
  <details open={isOpen}>
    <summary>{title}</summary>
    {children}
  </details>
);

type TextPairs = RowDetails['attributes'];

const Texts = ({
  title,
  pairs,
  isOpen = false,
}: Omit<PartProps, 'children'> & { readonly pairs: TextPairs }): JSX.Element | null =>
  pairs.length === 0 ? null : (
    <Part title={`${title} (${pairs.length})`} isOpen={isOpen}>
      <Pairs pairs={pairs} />
    </Part>
  );

/** A key breaks after its dots where the column is narrow; a long one is cut as a whole. */
const partsOf = (key: string): string[] => (key.length > 100 ? [key] : key.split(/(?<=\.)(?=.)/));

const Pairs = ({ pairs }: { readonly pairs: TextPairs }): JSX.Element => (
  <table class="pairs">
    <tbody>
      {pairs.map(([key, text]) => (
        <tr key={key}>
          <th scope="row">
            {partsOf(key).map((part, i) => (
              <Fragment key={i}>
                {i > 0 && <wbr />}
                <Outside text={part} />
              </Fragment>
            ))}
          </th>
          <td>
            <Value text={text} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** Longer ones open on demand: they may be megabytes. */
const LONG = 300;

const Value = ({ text }: { readonly text: string }): JSX.Element =>
  text.length <= LONG ? (
    <Outside text={text} />
  ) : (
    <details>
      <summary>
        <Outside text={text.slice(0, 80)} /> <small>{text.length} letters</small>
      </summary>
      <pre>
        <bdi>{text.slice(0, MOST)}</bdi>
      </pre>
    </details>
  );

const MOST = 100_000;
