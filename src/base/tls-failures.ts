import { codeOf, reasonOf } from './errors.ts';

/** Why TLS does not let a request through, and the option that does. */
export interface TlsFailure {
  readonly reason: string;
  readonly hint: string;
}

/** By the code of the error, or its message. */
const TLS_FAILURES: readonly (readonly [is: RegExp, failure: TlsFailure])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/,
    {
      reason: 'its certificate is signed by an unknown CA',
      hint: '--ca FILE names the certificate of the CA; --insecure does not check it',
    },
  ],
  [
    /ALTNAME_INVALID/,
    {
      reason: 'its certificate is for another host name',
      hint: 'use the name in the certificate, or --insecure',
    },
  ],
  [/CERT_HAS_EXPIRED/, { reason: 'its certificate has expired', hint: '--insecure ignores that' }],
];

/** The TLS alerts by which a server refuses a client's certificate, or a client without one. */
const CERTIFICATE_REFUSED =
  /CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|ALERT.*(UNKNOWN_CA|CERTIFICATE)/i;

/** With TLS 1.3 a server refuses a client's certificate only when the client has already sent its request. */
const WAS_CLOSED: ReadonlySet<string> = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE']);

interface Attempt {
  /** What was asked. */
  readonly url: string;
  /** The file of the client certificate that was presented. */
  readonly certFile: string | undefined;
}

/** @returns undefined for a connection that failed for another reason than TLS */
export function tlsFailure(cause: unknown, { url, certFile }: Attempt): TlsFailure | undefined {
  if (WAS_CLOSED.has(codeOf(cause) ?? '') && !isRefusal(cause))
    return url.startsWith('https:') ? closedByTls(certFile) : undefined;
  return certificateFailure(cause, certFile);
}

/** The same, of a connection whose end alone does not point to TLS. */
export function certificateFailure(
  cause: unknown,
  certFile: string | undefined,
): TlsFailure | undefined {
  if (isRefusal(cause))
    return certFile === undefined ? NO_CERTIFICATE : notAccepted(`the certificate in ${certFile}`);
  return TLS_FAILURES.find(([is]) => isOne(cause, is))?.[1];
}

const isOne = (cause: unknown, pattern: RegExp): boolean =>
  pattern.test(codeOf(cause) ?? '') || pattern.test(reasonOf(cause));

const isRefusal = (cause: unknown): boolean => isOne(cause, CERTIFICATE_REFUSED);

const PRESENT_ONE = '--cert FILE and --key FILE present one';
const ANOTHER_CERTIFICATE =
  'give --cert FILE and --key FILE with a certificate of a CA that the server trusts';

const NO_CERTIFICATE: TlsFailure = {
  reason: 'it requires a client certificate',
  hint: PRESENT_ONE,
};

const notAccepted = (certificate: string): TlsFailure => ({
  reason: `it does not accept ${certificate}`,
  hint: ANOTHER_CERTIFICATE,
});

/** Servers close the connection for other reasons as well. */
export const closedByTls = (certFile: string | undefined): TlsFailure => ({
  reason: 'the connection was closed without a response',
  hint:
    certFile === undefined
      ? `a server that requires a client certificate closes it so: ${PRESENT_ONE}`
      : `a server that does not accept ${certFile} closes it so: ${ANOTHER_CERTIFICATE}`,
});

/** nginx completes the handshake and answers with status 400. @param message the title of its page */
export function refusedByTls(message: string): TlsFailure | undefined {
  if (/no required SSL certificate/i.test(message)) return NO_CERTIFICATE;
  return /SSL certificate error/i.test(message) ? notAccepted('the client certificate') : undefined;
}

/** @param reason of a failure of TLS @returns the option that lets a request through */
export function hintOfTls(reason: string): string {
  const known = [NO_CERTIFICATE, ...TLS_FAILURES.map(([, failure]) => failure)];
  return known.find((failure) => failure.reason === reason)?.hint ?? ANOTHER_CERTIFICATE;
}
