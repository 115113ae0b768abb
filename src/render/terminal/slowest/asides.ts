import type { SlowestFinding } from '../../../analysis/slowest-finding.ts';
import { stepName } from '../call-step.ts';
import { duration } from '../duration.ts';
import { TAIL, waitWords } from '../event-words.ts';
import { paint, type Screen } from '../screen.ts';
import { counted } from '../../../model/counted.ts';
import { type Shorten } from '../words.ts';
import { paragraph } from '../wrap.ts';

/** More of a kind are in the JSON answer. */
const MOST = 3;

/** 'mysql SQL SELECT: 1.18 s of it between the events "Waiting for lock" and "Acquired lock" (in 12 traces, …)' */
export const waitNotes = ({ waits }: SlowestFinding, shorten: Shorten, screen: Screen): string =>
  waits
    .slice(0, MOST)
    .map((wait) => {
      const what = `${wait.service} ${stepName(wait, screen)}: ${duration(wait.meanUs, screen)} of it`;
      const note = `${what} ${waitWords(wait)} (${whereOf(wait, shorten)})`;
      return paragraph(note, screen, paint(screen).yellow);
    })
    .join('');

/** "llmgw llm.call: 1.30 s on average, and no request time: it runs on after its parent (in 1 trace, …)" */
export const offPathNotes = (
  { offPath }: SlowestFinding,
  shorten: Shorten,
  screen: Screen,
): string =>
  offPath
    .slice(0, MOST)
    .map((work) => {
      const what = `${work.service} ${stepName(work, screen)}: ${duration(work.meanUs, screen)} on average`;
      const note = `${what}, and no request time: ${TAIL[work.reason]} (${whereOf(work, shorten)})`;
      return paragraph(note, screen, paint(screen).dim);
    })
    .join('');

interface Where {
  readonly traces: number;
  readonly exemplarTraceId: string;
}

const whereOf = ({ traces, exemplarTraceId }: Where, shorten: Shorten): string =>
  `in ${counted(traces, 'trace')}, most in ${shorten(exemplarTraceId)}`;
