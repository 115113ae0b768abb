import type { SpanLog, TraceLogs } from '../../../analysis/trace-logs.ts';
import type { Waterfall } from '../../../analysis/waterfall.ts';
import type { Span } from '../../../model/trace.ts';
import { type Micros, micros } from '../../../model/units.ts';
import { tsvRows } from '../../tsv.ts';
import { duration } from '../duration.ts';
import { logLevel } from '../log-line.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import { cut, widthOf } from '../text-width.ts';

/** "+31 ms error POST /pay: 500 in 31 ms", below the row of the span that logged it. */
export function spanLogLines(
  spans: readonly Span[],
  { bySpan }: TraceLogs,
  indent: string,
  screen: Screen,
): string[] {
  return spans.flatMap(({ spanId, startUs }) =>
    (bySpan.get(spanId) ?? []).map((log) => logLine(log, startUs, indent, screen)),
  );
}

/** The lines of spans that did not arrive, or have not arrived yet; empty where there are none. */
export function otherLogLines(
  { startUs }: Waterfall,
  logs: TraceLogs | undefined,
  screen: Screen,
): string {
  if (logs === undefined || logs.elsewhere.length === 0) return '';
  const title = 'Log lines whose span is not in the trace';
  return [
    paint(screen).bold(cut(title, screen.columns, screen)),
    ...logs.elsewhere.map((log) => logLine(log, startUs, `  ${printable(log.component)} `, screen)),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function logLine(
  { timeUs, level, message }: SpanLog,
  fromUs: Micros,
  indent: string,
  screen: Screen,
): string {
  const at = `${indent}+${duration(micros(Math.max(0, timeUs - fromUs)), screen)} `;
  const name = printable(level);
  const room = Math.max(1, screen.columns - widthOf(at) - widthOf(name) - 1);
  return `${paint(screen).dim(at)}${logLevel(name, screen)} ${cut(printable(message), room, screen)}`;
}

/** Log lines for a pipe; a span of another trace or none leaves its line where the span's id leads nowhere. */
export function logRows({ rows, startUs }: Waterfall, logs: TraceLogs | undefined): string {
  const shown = rows.flatMap(({ spans }) =>
    spans.flatMap(({ spanId }) => logs?.bySpan.get(spanId) ?? []),
  );
  return tsvRows(
    'log',
    'spanId offsetUs level component message',
    [...shown, ...(logs?.elsewhere ?? [])].map((log) => ({
      ...log,
      offsetUs: log.timeUs - startUs,
    })),
  );
}
