import { logsBySpan, type SpanLog } from '../../../analysis/trace-logs.ts';
import type { Waterfall } from '../../../analysis/waterfall.ts';
import type { Trace } from '../../../model/trace.ts';

/** A log line as it is shown. */
export interface DrawnLog {
  /** Of the span that logged it; undefined where the trace does not have that span. */
  readonly row: number | undefined;
  readonly component: string;
  readonly level: string;
  readonly message: string;
  /** From the start of the trace. */
  readonly offsetUs: number;
}

/** As `trace --logs` puts them under the spans. */
export function drawnLogs(lines: readonly SpanLog[], trace: Trace, drawn: Waterfall): DrawnLog[] {
  const { bySpan, elsewhere } = logsBySpan(lines, trace, drawn);
  const shown = ({ component, level, message, timeUs }: SpanLog, row?: number): DrawnLog => ({
    ...{ row, component, level, message },
    offsetUs: timeUs - drawn.startUs,
  });
  return [
    ...drawn.rows.flatMap(({ spans: [span] }, row) =>
      (bySpan.get(span.spanId) ?? []).map((log) => shown(log, row)),
    ),
    ...elsewhere.map((log) => shown(log)),
  ].sort((a, b) => a.offsetUs - b.offsetUs);
}
