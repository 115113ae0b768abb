import { codeOf, reasonOf } from '../base/errors.ts';
import type { FailureKind } from './request-record.ts';

export interface Failure {
  readonly kind: FailureKind;
  /** Where the kind does not say it all. */
  readonly reason?: string;
}

/** The codes of node's sockets and resolver and of undici that say what went wrong. */
const KINDS: Readonly<Record<string, FailureKind>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  // Closed before all that the headers promised had come.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  HPE_INVALID_EOF_STATE: 'reset',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'no-address',
  EAI_AGAIN: 'no-address',
};

export function failureOf(thrown: unknown): Failure {
  return { kind: KINDS[codeOf(thrown) ?? ''] ?? 'other', reason: reasonOf(thrown) };
}
