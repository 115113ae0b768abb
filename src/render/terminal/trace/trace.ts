import type { Waterfall } from '../../../analysis/waterfall.ts';
import { zonedTime } from '../../../model/instant.ts';
import { duration } from '../duration.ts';
import { failureSentence, headlineLine, timeSentence } from '../headline.ts';
import { printable } from '../printable.ts';
import { paint, signs, type Screen } from '../screen.ts';
import { cut } from '../text-width.ts';
import type { Details } from './details.ts';
import { otherLogLines } from './logs.ts';
import { traceFindings } from './remarks.ts';
import { tracePage } from './page.ts';
import { traceRows } from './rows.ts';
import { servicesTable } from './services.ts';
import { waterfallRows } from './waterfall.ts';
import { counted } from '../../../model/counted.ts';
import { wrap } from '../wrap.ts';

/** Where a browser shows the trace; undefined where Jaeger has no UI. */
export interface TraceSource {
  readonly uiUrl: string | undefined;
}

/**
 * One trace. For a person: a waterfall whose bars are filled where the request waited, and what is odd about it; for a
 * pipe: the tab-separated rows that `traceRows` describes.
 */
export function renderTrace(
  trace: Waterfall,
  source: TraceSource,
  details: Details,
  screen: Screen,
): string {
  if (screen.format === 'tsv') return traceRows(trace, details, traceSentence(trace, screen));
  const findings = traceFindings(trace, screen);
  return [
    headlineLine(traceSentence(trace, screen), screen) +
      title(trace, source, screen) +
      waterfallRows(trace, details, screen),
    otherLogLines(trace, details.logs, screen),
    findings,
    legend(screen),
    servicesTable(trace, screen),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What the trace comes down to; undefined where nothing takes much of it. */
export function traceSentence(
  { headline }: Pick<Waterfall, 'headline'>,
  screen: Screen,
): string | undefined {
  if (headline?.kind === 'failure') return failureSentence(headline, screen);
  return headline && timeSentence(headline, { of: 'of this request', how: '' }, screen);
}

/** "4f1c0a7e · gateway GET /process · 904 ms · 5 spans · 3 services · no errors" */
function title(trace: Waterfall, { uiUrl }: TraceSource, screen: Screen): string {
  const { root, durationUs, spanCount, services, errors, startUs } = trace;
  const { bold, dim } = paint(screen);
  const requestUs = root?.durationUs ?? durationUs;
  const lines = wrap(
    [
      trace.traceId.slice(0, 8),
      root === undefined ? 'no root' : `${root.resource.service} ${root.name}`,
      duration(requestUs, screen),
      ...(requestUs === durationUs ? [] : [`trace ${duration(durationUs, screen)}`]),
      counted(spanCount, 'span'),
      counted(services.length, 'service'),
      errors === 0 ? 'no errors' : counted(errors, 'error'),
    ].map((part) => cut(printable(part), screen.columns, screen)),
    ` ${signs(screen).dot} `,
    screen.columns,
  );
  const where = wrap(
    [zonedTime(startUs, screen), tracePage(trace.traceId, uiUrl, screen.columns)],
    '  ',
    screen.columns,
  );
  return [...lines.map((line) => bold(line)), ...where.map((line) => dim(printable(line)))]
    .map((line) => `${line}\n`)
    .join('');
}

function legend(screen: Screen): string {
  const { dim } = paint(screen);
  const [path, rest] = screen.unicode ? ['█', '·'] : ['#', '-'];
  const text = `${path} on the critical path: the request waited for it   ${rest} off it`;
  return `${dim(text.length <= screen.columns ? text : `${path} on the critical path   ${rest} off it`)}\n`;
}
