import type { Checked } from '../../../analysis/expectations.ts';
import type { VerifyFailure } from '../../../analysis/verify.ts';
import { paint, verdict, type Screen } from '../screen.ts';
import { tabSeparated } from '../table.ts';
import { verifyWarnings, type Warned, warningRows } from './warnings.ts';
import { paragraph } from '../wrap.ts';

export interface Verified extends Warned {
  readonly what: string;
  readonly requests: number;
  readonly verified: number;
  readonly notSampled: number;
  readonly failures: readonly VerifyFailure[];
  readonly expectations: readonly Checked[];
}

const MOST_SHOWN = 5;

/**
 * The verdict. For a pipe tab-separated rows:
 *
 *     verified     verified, requests, not sampled
 *     failure      class, trace id, other trace ids, reasons
 *     expectation  result, what, reason, trace ids
 *     warning      check, what, traces, some trace ids
 *     repeated     as `slowest` has it
 *     sampling     sampled, of, share, least and most of the 95 % interval
 */
export function renderVerify(verified: Verified, screen: Screen): string {
  if (screen.format === 'tsv') return rows(verified);
  const { what, requests, notSampled, failures, expectations } = verified;
  const { bold, visible } = paint(screen);
  const classes = new Set(failures.map((failure) => failure.class));
  const sampled = notSampled > 0 ? `, ${notSampled} not sampled` : '';
  const title = `${verified.verified} of ${requests} requests of ${what} left their complete trace`;
  const sign = (isGood: boolean): string => `${verdict(isGood, screen)} `;
  return [
    paragraph(`${title}${sampled}`, screen, bold, '', sign(failures.length === 0)),
    ...Array.from(classes, (name) =>
      ofClass(
        name,
        failures.filter((failure) => failure.class === name),
        screen,
      ),
    ),
    ...expectations.map(({ result, what: expected, reason }) =>
      paragraph(
        `${expected}: ${reason}`,
        screen,
        visible,
        '',
        result === 'cannot-tell' ? '- ' : sign(result === 'holds'),
      ),
    ),
    verifyWarnings(verified, screen),
  ].join('');
}

function ofClass(name: string, failures: readonly VerifyFailure[], screen: Screen): string {
  const lines = failures.slice(0, MOST_SHOWN).map(({ traceId, otherTraceIds, reasons }) => {
    const rest = otherTraceIds.length > 0 ? ` (the rest: ${otherTraceIds.join(', ')})` : '';
    return `${traceId ?? 'no id'}: ${reasons.join('; ')}${rest}`;
  });
  const more = failures.length - lines.length;
  const all = more > 0 ? [...lines, `and ${more} more`] : lines;
  return [
    `  ${failures.length} ${paint(screen).bold(name)}\n`,
    ...all.map((line) => paragraph(line, screen, paint(screen).visible, '    ')),
  ].join('');
}

function rows(all: Verified): string {
  const { verified, requests, notSampled, failures, expectations } = all;
  return tabSeparated([
    ['verified', verified, requests, notSampled],
    ...failures.map(({ traceId, otherTraceIds, reasons, class: name }) => [
      'failure',
      name,
      traceId,
      otherTraceIds.join(','),
      reasons.join('; '),
    ]),
    ...expectations.map(({ result, what, reason, traceIds }) => [
      'expectation',
      result,
      what,
      reason,
      traceIds.join(','),
    ]),
    ...warningRows(all),
  ]);
}
