import type { TraceSummary } from '../../analysis/trace-summary.ts';
import { zonedTime } from '../../model/instant.ts';
import { duration } from './duration.ts';
import { printable } from './printable.ts';
import { paint, type Screen } from './screen.ts';
import { cut } from './text-width.ts';
import { counted } from '../../model/counted.ts';
import { traceRows } from './traces.ts';

/** Of a random id as many digits as are needed to find it within a run. */
const SHORT_ID = 8;

/**
 * A trace that has just completed: `14:05:01 +01:00  4f1c0a7e   904 ms  gateway GET /process  5 spans`.
 *
 * @param isFirst for a pipe: the header comes before it
 */
export function watchLine(trace: TraceSummary, isFirst: boolean, screen: Screen): string {
  if (screen.format === 'tsv') {
    const rows = traceRows([trace]);
    return isFirst ? rows : rows.slice(rows.indexOf('\n') + 1);
  }
  const { dim, bold, red } = paint(screen);
  const { root, errors, complete, spans, startUs, durationUs } = trace;
  const time = zonedTime(startUs, screen).split(/[ T]/).slice(1).join(' ');
  const state = [
    counted(spans, 'span'),
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(complete ? [] : ['incomplete']),
  ].join(', ');
  const lead = `${time}  ${trace.traceId.slice(0, SHORT_ID)}  ${duration(durationUs, screen).padStart(8)}  `;
  const room = Math.max(8, screen.columns - lead.length - state.length - 2);
  const name = root === undefined ? '(no root)' : `${root.service} ${root.operation}`;
  const style = errors > 0 ? red : dim;
  return `${dim(time)}  ${trace.traceId.slice(0, SHORT_ID)}  ${bold(duration(durationUs, screen).padStart(8))}  ${cut(printable(name), room, screen)}  ${style(state)}\n`;
}
