import { reasonOf } from '../../base/errors.ts';
import { AccessRefused } from '../../jaeger/failures.ts';
import type { Reach } from '../facts.ts';

/** Why a server could not be asked, and the option that helps where TLS or credentials are the reason. */
export const problemOf = (thrown: unknown): Pick<Reach, 'problem' | 'access'> => ({
  problem: reasonOf(thrown),
  access: thrown instanceof AccessRefused ? thrown.hint : undefined,
});
