import { codeOf, reasonOf } from '../base/errors.ts';
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

export function failureOf(thrown: unknown): Failure {
  return { kind: KINDS[codeOf(thrown) ?? ''] ?? 'other', reason: reasonOf(thrown) };
}
