import { groupBy } from '../../base/group-by.ts';
import type { VerifyFailure } from '../verify.ts';
import type { Headline } from './headline.ts';

/** How many requests left their complete trace, and what most of the others lack. @see docs/definitions.md#headline */
export function verifyHeadline(
  requests: number,
  failures: readonly Pick<VerifyFailure, 'class'>[],
): Headline {
  const classes = groupBy(failures, (failure) => failure.class);
  const [most] = Array.from(classes).sort(([, a], [, b]) => b.length - a.length);
  const counts = { count: requests - failures.length, of: requests };
  return most === undefined
    ? { kind: 'verified', ...counts }
    : { kind: 'not-verified', ...counts, reason: most[0] };
}
