import type { Checked } from '../../../analysis/expectations.ts';
import type { VerifyFailure } from '../../../analysis/verify.ts';
import { printable } from '../printable.ts';
import { paint, type Screen } from '../screen.ts';
import { tabSeparated } from '../table.ts';
import { verifyWarnings, type Warned, warningRows } from './warnings.ts';
import { wrapWords } from '../wrap.ts';

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
  const { bold, green, red } = paint(screen);
  const sign = (isGood: boolean): string =>
    isGood ? green(screen.unicode ? '✔' : 'ok') : red(screen.unicode ? '✖' : 'no');
  const classes = new Set(failures.map((failure) => failure.class));
  const sampled = notSampled > 0 ? `, ${notSampled} not sampled` : '';
  const title = `${verified.verified} of ${requests} requests of ${what} left their complete trace`;
  return [
    ...marked(sign(failures.length === 0), `${title}${sampled}`, screen, bold),
    ...Array.from(classes).flatMap((name) =>
      ofClass(
        name,
        failures.filter((failure) => failure.class === name),
        screen,
      ),
    ),
    ...expectations.flatMap((one) =>
      marked(
        one.result === 'cannot-tell' ? '-' : sign(one.result === 'holds'),
        `${one.what}: ${one.reason}`,
        screen,
      ),
    ),
  ]
    .map((line) => `${line}\n`)
    .concat(verifyWarnings(verified, screen))
    .join('');
}

/** A sign, then the text on as many lines as it needs. */
function marked(
  sign: string,
  text: string,
  screen: Screen,
  style = (line: string): string => line,
): string[] {
  const [first = '', ...more] = wrapWords(printable(text), screen.columns - 2);
  return [`${sign} ${style(first)}`, ...more.map((line) => `  ${style(line)}`)];
}

function ofClass(name: string, failures: readonly VerifyFailure[], screen: Screen): string[] {
  const lines = failures.slice(0, MOST_SHOWN).map(({ traceId, otherTraceIds, reasons }) => {
    const rest = otherTraceIds.length > 0 ? ` (the rest: ${otherTraceIds.join(', ')})` : '';
    return `${traceId ?? 'no id'}: ${printable(reasons.join('; '))}${rest}`;
  });
  const more = failures.length - lines.length;
  return [
    `  ${failures.length} ${paint(screen).bold(name)}`,
    ...[...lines, ...(more > 0 ? [`and ${more} more`] : [])].flatMap((line) =>
      wrapWords(line, screen.columns - 4).map((part) => `    ${part}`),
    ),
  ];
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
