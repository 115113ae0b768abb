import { counted } from '../../../model/counted.ts';
import type { Checked } from '../../../analysis/expectations.ts';
import type { FailureClass, VerifyFailure } from '../../../analysis/verify.ts';
import { groupBy } from '../../../base/group-by.ts';
import { paint, verdict, type Screen } from '../screen.ts';
import { expectationLines, expectationRows } from '../expectations.ts';
import { tsvRows } from '../../tsv.ts';
import { verifyWarnings, type Warned, warningRows } from './warnings.ts';
import { paragraph } from '../wrap.ts';

export interface Verified extends Warned {
  readonly what: string;
  readonly requests: number;
  readonly verified: number;
  /** Requests that failed; of them, those that failed as planted and left all the spans that their failure leaves. */
  readonly failed: number;
  readonly failedAsPlanned: number;
  /** Those that `errors` of a file of expectations allows. */
  readonly failedAsAllowed: number;
  readonly notSampled: number;
  /** Requests that timed out as planted: their traces are not known. */
  readonly withoutResponse: number;
  readonly failures: readonly VerifyFailure[];
  readonly expectations: readonly Checked[];
}

/** Of the classes whose reasons do not say it. */
const MEANS: Partial<Record<FailureClass, string>> = {
  split: 'one request, several traces',
  'un-instrumented-callee': 'a called service sent no spans',
};

const MOST_SHOWN = 5;

/** The verdict: what is complete, what is not and why, and what is worth knowing. */
export function renderVerify(verified: Verified, screen: Screen): string {
  if (screen.format === 'tsv') return rows(verified);
  const { what, requests, notSampled, withoutResponse, failures, expectations } = verified;
  const { bold } = paint(screen);
  const classes = new Set(failures.map((failure) => failure.class));
  const sampled = notSampled > 0 ? `, ${notSampled} not sampled` : '';
  const others =
    withoutResponse > 0 ? `, ${counted(withoutResponse, 'other')} timed out as planted` : '';
  const title = `${verified.verified} of ${counted(requests, 'request')} of ${what} left their complete trace`;
  const sign = (isGood: boolean): string => `${verdict(isGood, screen)} `;
  return [
    failedLine(verified, screen),
    paragraph(`${title}${sampled}${others}`, screen, bold, '', sign(failures.length === 0)),
    ...Array.from(classes, (name) =>
      ofClass(
        name,
        failures.filter((failure) => failure.class === name),
        screen,
      ),
    ),
    expectationLines(expectations, screen),
    verifyWarnings(verified, screen),
  ].join('');
}

/** "✔ 3 of 20 requests of run 1 failed as planted and left all the spans that their failure leaves" */
function failedLine(verified: Verified, screen: Screen): string {
  const { requests, what, failed, failedAsPlanned, failedAsAllowed } = verified;
  if (failed === 0) return '';
  const isGood = failed === failedAsPlanned + failedAsAllowed;
  const said = `${failed} of ${counted(requests, 'request')} of ${what} failed${howTheyFailed(verified)}`;
  return paragraph(said, screen, paint(screen).bold, '', `${verdict(isGood, screen)} `);
}

function howTheyFailed({ failed, failedAsPlanned, failedAsAllowed }: Verified): string {
  const planted = 'as planted and left all the spans that their failure leaves';
  const some =
    failedAsPlanned === 0 ? 'none of them as planted' : `${failedAsPlanned} of them ${planted}`;
  const allowed = `${failedAsAllowed} of them as the file allows`;
  if (failedAsAllowed > 0) return `, ${failedAsPlanned === 0 ? '' : `${some}, `}${allowed}`;
  return failed === failedAsPlanned ? ` ${planted}` : `, ${some}`;
}

function ofClass(name: FailureClass, failures: readonly VerifyFailure[], screen: Screen): string {
  const alike = [
    ...groupBy(failures, ({ reasons, otherTraceIds }) =>
      JSON.stringify([reasons.toSorted(), ...otherTraceIds]),
    ).values(),
  ];
  const shown = alike.slice(0, MOST_SHOWN);
  const lines = shown.flatMap(([first, ...others]) => {
    if (!first) return [];
    const { traceId, otherTraceIds, reasons } = first;
    const rest = otherTraceIds.length > 0 ? ` (the rest: ${otherTraceIds.join(', ')})` : '';
    const same = others.length > 0 ? ` (and ${others.length} more like it)` : '';
    return [`${traceId ?? 'no id'}: ${reasons.join('; ')}${rest}${same}`];
  });
  const more = failures.length - shown.flat().length;
  const all = more > 0 ? [...lines, `and ${more} more`] : lines;
  const { bold, dim } = paint(screen);
  const means = MEANS[name];
  return [
    `  ${failures.length} ${bold(name)}${means === undefined ? '' : dim(`: ${means}`)}\n`,
    ...all.map((line) => paragraph(line, screen, paint(screen).visible, '    ')),
  ].join('');
}

const rows = (all: Verified): string =>
  [
    tsvRows(
      'verified',
      'verified requests notSampled failed failedAsPlanned withoutResponse failedAsAllowed',
      [all],
    ),
    tsvRows(
      'failure',
      'class traceId otherTraceIds reasons',
      all.failures.map((failure) => ({
        ...failure,
        otherTraceIds: failure.otherTraceIds.join(','),
        reasons: failure.reasons.join('; '),
      })),
    ),
    expectationRows(all.expectations),
    warningRows(all),
  ].join('');
