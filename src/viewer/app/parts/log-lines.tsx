import type { JSX } from 'preact';
import type { DrawnLog } from '../data/drawn-logs.ts';
import { Service } from './colours.tsx';
import { Outside, Time } from './figures.tsx';

/** More lines are in the terminal: `trace --logs`. */
const MOST_LINES = 200;

interface LogLinesProps {
  readonly logs: readonly DrawnLog[];
  /** Opens the span that logged a line. */
  readonly onRow: (index: number) => void;
}

/** The lines that were logged within the trace, by time; nothing where they are not known. */
export function LogLines({ logs, onRow }: LogLinesProps): JSX.Element | null {
  if (logs.length === 0) return null;
  return (
    <details class="log-lines">
      <summary>
        Log lines <small>{logs.length}</small>
      </summary>
      <div class="scroll" tabIndex={0} role="group" aria-label="Log lines">
        <table>
          <thead>
            <tr>
              <th class="number">At</th>
              <th>Component</th>
              <th>Level</th>
              <th>Message</th>
              <th>Span</th>
            </tr>
          </thead>
          <tbody>
            {logs.slice(0, MOST_LINES).map(({ row, component, level, message, offsetUs }, i) => (
              <tr key={i} data-log={row}>
                <td class="number">
                  <Time us={offsetUs} title="from the start of the trace" />
                </td>
                <td>
                  <Service name={component} />
                </td>
                <td>
                  <Level name={level} />
                </td>
                <td class="sentence">
                  <Outside text={message} most={400} />
                </td>
                <td>
                  {row === undefined ? (
                    <small>not in the trace</small>
                  ) : (
                    <button type="button" onClick={() => onRow(row)}>
                      Show
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {logs.length > MOST_LINES && (
        <p class="note">{logs.length - MOST_LINES} more: jaeger-lab trace --logs</p>
      )}
    </details>
  );
}

/** The lines of one span, as `trace --logs` shows them below it. */
export const SpanLogs = ({ logs }: Pick<LogLinesProps, 'logs'>): JSX.Element => (
  <ul class="span-logs">
    {logs.map(({ level, message, offsetUs }, i) => (
      <li key={i}>
        <Time us={offsetUs} title="from the start of the trace" /> <Level name={level} />{' '}
        <Outside text={message} most={400} />
      </li>
    ))}
  </ul>
);

const Level = ({ name }: { readonly name: string }): JSX.Element => (
  <span class={/^(?:error|fatal)$/i.test(name) ? 'error' : 'note'}>
    <Outside text={name} />
  </span>
);
