import { tsvRows } from '../tsv.ts';
import type { Screen } from './screen.ts';
import { counted } from '../../model/counted.ts';
import { paragraph } from './wrap.ts';

interface Imported {
  readonly otlpUrl: string;
  readonly traces: number;
  readonly spans: number;
  readonly refusedSpans: number;
  readonly reason?: string | undefined;
}

/** What was sent to a receiver, and what it refused. */
export function renderImport(sent: Imported, screen: Screen): string {
  if (screen.format === 'tsv')
    return tsvRows('imported', 'otlpUrl traces spans refusedSpans reason', [
      { ...sent, reason: sent.reason },
    ]);
  const { otlpUrl, traces, spans, refusedSpans, reason } = sent;
  const what = `${counted(traces, 'trace')} of ${counted(spans, 'span')} sent to ${otlpUrl}.`;
  const refused =
    refusedSpans === 0
      ? ''
      : ` It refused ${counted(refusedSpans, 'span')}${reason ? `: ${reason}` : ''}.`;
  return paragraph(what + refused, screen);
}
