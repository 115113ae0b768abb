import type { Checked } from '../../analysis/expectations.ts';
import type { SlowestFinding } from '../../analysis/slowest-finding.ts';
import { tsvRows } from '../tsv.ts';
import { expectationLines, expectationRows } from './expectations.ts';
import { repeatedRows } from './repeated.ts';
import { paint, type Screen } from './screen.ts';
import { renderSlowest } from './slowest/slowest.ts';
import { counted } from '../../model/counted.ts';
import { paragraph } from './wrap.ts';

export interface Executed {
  readonly command: readonly string[];
  readonly exitCode: number;
  readonly instrumented: boolean;
  readonly tookMs: number;
  readonly waitedMs: number;
  readonly traces: number;
  readonly spans: number;
  readonly services: readonly string[];
  readonly incomplete: number;
  readonly lostSpans: number;
  readonly slowest: readonly {
    readonly service: string;
    readonly operation: string;
    readonly requests: number;
    readonly meanUs: number;
  }[];
  readonly expectations: readonly Checked[];
}

/** What a command left in traces: whether it met the rules, where its time went, and calls that repeat. */
export function renderExec(ran: Executed, finding: SlowestFinding, screen: Screen): string {
  if (screen.format === 'tsv') return rows(ran, finding);
  const { traces, spans, services, lostSpans, expectations } = ran;
  const { bold, yellow } = paint(screen);
  if (spans === 0)
    return [
      paragraph(`No spans came from ${whyNone(ran)}`, screen, yellow),
      expectationLines(expectations, screen),
    ].join('');
  const from = services.length === 1 ? services.join('') : counted(services.length, 'service');
  const title = `${counted(traces, 'trace')} of ${counted(spans, 'span')} from ${from}`;
  const source = { what: 'the command', jaegerVersion: undefined, uiUrl: undefined, missing: [] };
  return [
    '\n',
    paragraph(title, screen, bold),
    lostSpans > 0
      ? paragraph(`${counted(lostSpans, 'span')} did not fit into memory`, screen, yellow)
      : '',
    expectationLines(expectations, screen),
    finding.traces === 0 ? '' : `\n${renderSlowest(finding, source, screen)}`,
  ].join('');
}

const whyNone = ({ command, instrumented }: Executed): string =>
  `${command.join(' ')}. ${
    instrumented
      ? 'Only requests make spans: did it send or answer any?'
      : 'Does it export them by OTLP, to the address in OTEL_EXPORTER_OTLP_ENDPOINT? --instrument makes Node.js programs do so.'
  }`;

const rows = (ran: Executed, { repeated }: SlowestFinding): string =>
  [
    tsvRows('command', 'exitCode tookUs waitedUs traces spans incomplete lostSpans', [
      { ...ran, tookUs: ran.tookMs * 1000, waitedUs: ran.waitedMs * 1000 },
    ]),
    tsvRows('request', 'service operation requests meanUs', ran.slowest),
    repeatedRows(repeated),
    expectationRows(ran.expectations),
  ].join('');
