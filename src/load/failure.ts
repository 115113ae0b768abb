import { codeOf, reasonOf } from '../base/errors.ts';
import { certificateFailure } from '../base/tls-failures.ts';
import type { FailureKind } from './request-record.ts';

export interface Failure {
  readonly kind: FailureKind;
  /** Details where the kind is not enough. */
  readonly reason?: string;
}

/** Error codes of Node's sockets and resolver and of undici. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  // Closed before the body had the length that the headers announced.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  HPE_INVALID_EOF_STATE: 'reset',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'no-address',
  EAI_AGAIN: 'no-address',
};

/** @param location of the header; its query, which may hold a secret of a login, is not kept */
export const redirectTo = (location: string): Failure => ({
  kind: 'redirect',
  reason:
    location === ''
      ? 'a redirect without a location'
      : `redirects to ${location.replace(/[?#].*$/s, '')}`,
});

/** @param certFile of the client certificate that was presented */
export function failureOf(thrown: unknown, certFile: string | undefined): Failure {
  const tls = certificateFailure(thrown, certFile);
  if (tls) return { kind: 'tls', reason: tls.reason };
  return { kind: KINDS[codeOf(thrown) ?? ''] ?? 'other', reason: reasonOf(thrown) };
}
