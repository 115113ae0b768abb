import { groupBy } from '../../base/group-by.ts';
import type { Checked } from '../expectations.ts';
import type { VerifyFailure } from '../verify.ts';
import type { Headline } from './headline.ts';

/**
 * How many requests left their complete trace, and what most of the others lack; `expectation` where only an expectation
 * fails.
 *
 * @see docs/definitions.md#headline
 */
export function verifyHeadline(
  requests: number,
  failures: readonly Pick<VerifyFailure, 'class'>[],
  expectations: readonly Pick<Checked, 'result'>[] = [],
): Headline {
  const classes = groupBy(failures, (failure) => failure.class);
  const [most] = Array.from(classes).sort(([, a], [, b]) => b.length - a.length);
  const counts = { count: requests - failures.length, of: requests };
  const fails = expectations.some(({ result }) => result === 'fails');
  const reason = most?.[0] ?? (fails ? 'expectation' : undefined);
  return reason === undefined
    ? { kind: 'verified', ...counts }
    : { kind: 'not-verified', ...counts, reason };
}
