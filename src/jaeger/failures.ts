import { codeOf, EXIT, LabError, reasonOf } from '../base/errors.ts';
import { storageFailure } from '../base/storage-failure.ts';
import { refusedByTls, tlsFailure } from '../base/tls-failures.ts';
import type { BaseUrl } from './base-url.ts';

/** The errors of requests to Jaeger, each with a hint. */

/** A server is there, but TLS or its credentials do not let the request through. The hint names the option that does. */
export class AccessRefused extends LabError {}

const checkIt = ({ isOfLab }: BaseUrl): string =>
  isOfLab
    ? 'check the lab: jaeger-lab status; or use another Jaeger with --jaeger-url'
    : 'check the address, and that the server runs';
const startIt = (base: BaseUrl): string =>
  base.isOfLab
    ? 'start it again: jaeger-lab repair; or use another Jaeger with --jaeger-url'
    : checkIt(base);
const seeItsLog = ({ isOfLab }: BaseUrl): string =>
  isOfLab
    ? "see the log of the lab's Jaeger: jaeger-lab logs jaeger"
    : 'look into the log of that server';
const WHERE_JAEGER_IS =
  'set --jaeger-url to the base URL of Jaeger, including its base path: http://localhost:16686/jaeger';
const LESS_AT_ONCE = 'request less data with a smaller --limit or a shorter --since';

/** A request without a complete response. */
export interface BrokenExchange {
  readonly base: BaseUrl;
  /** What is at the address: "Jaeger". */
  readonly server: string;
  readonly path: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Whether the response headers had arrived. */
  readonly hasBegun: boolean;
  readonly isLate: boolean;
  /** The file of the client certificate that was presented. */
  readonly certFile: string | undefined;
}

/** The error for a connection that failed. */
export function brokenExchange(cause: unknown, exchange: BrokenExchange): LabError {
  const { base, path, timeoutMs, maxBytes, hasBegun, isLate } = exchange;
  const server = `${exchange.server} at ${base.url}`;
  const code = codeOf(cause) ?? '';
  if (isLate || code.endsWith('_TIMEOUT')) {
    const sentence = `${server} did not answer ${routeOf(path)} within ${timeoutMs / 1000} s`;
    return new LabError(sentence, {
      hint: `${seeItsLog(base)}; or ${LESS_AT_ONCE}; or set JAEGER_LAB_JAEGER_TIMEOUT=60s to wait longer`,
      cause,
    });
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    const sentence = `the response of ${server} to ${routeOf(path)} is larger than ${mebibytes(maxBytes)}`;
    return new TooManyAskedFor(sentence, { hint: LESS_AT_ONCE, cause });
  }
  if (hasBegun) {
    const sentence = `${server} closed the connection in the middle of its response to ${routeOf(path)}`;
    return new LabError(sentence, { hint: seeItsLog(base), cause });
  }
  const tls = tlsFailure(cause, { url: base.url, certFile: exchange.certFile });
  if (tls)
    return new AccessRefused(`cannot reach ${server}: ${tls.reason}`, { hint: tls.hint, cause });
  const sentence = `cannot reach ${server}: ${networkReason(cause, code)}`;
  return new LabError(sentence, { hint: startIt(base), cause });
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the DNS lookup of the host failed',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'no route to host',
  ECONNRESET: 'the connection was closed without a response',
  UND_ERR_SOCKET: 'the connection was closed without a response',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server there does not use TLS',
};

function networkReason(cause: unknown, code: string): string {
  // undici does not always give its parser's errors a code.
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return 'the server there does not use HTTP';
  }
  return NETWORK_REASONS[code] ?? reasonOf(cause);
}

/** Jaeger refuses so large a limit, or its response is larger than what is read: a search for less may do. */
export class TooManyAskedFor extends LabError {}

/** The error of the 2.x memory store for a search for more traces than it may hold. */
const LIMIT_REFUSED = /search depth/i;

/** A response with an error status. */
export interface Refusal {
  readonly status: number;
  /** Jaeger's own message, "" where there is none. */
  readonly message: string;
  /** The target of a redirect. */
  readonly location: string | undefined;
}

const noTenant = (base: BaseUrl, said: string): LabError =>
  new AccessRefused(`Jaeger at ${base.url} requires a tenant (${said})`, {
    hint: "name it in a header, such as --header 'x-tenant: NAME'",
  });

export function refused(
  base: BaseUrl,
  path: string,
  { status, message, location }: Refusal,
): LabError {
  const said = `${status}${message && `: ${message}`}`;
  if (status === 401 || status === 403) {
    if (/tenant/i.test(message)) return noTenant(base, said);
    const sentence = `Jaeger at ${base.url} requires authentication (${said})`;
    const hint =
      "use --bearer-token-file FILE, --header 'NAME: VALUE', or a user in --jaeger-url: http://USER:PASSWORD@HOST";
    return new AccessRefused(sentence, { hint });
  }
  if (location !== undefined) {
    const sentence = `${base.url} redirects to ${location} (${said})`;
    const hint =
      'set --jaeger-url to the address of Jaeger itself, or log in by --header or --bearer-token-file';
    return new AccessRefused(sentence, { hint });
  }
  const certificate = refusedByTls(message);
  if (certificate)
    return new AccessRefused(
      `cannot reach Jaeger at ${base.url}: ${certificate.reason} (${said})`,
      {
        hint: certificate.hint,
      },
    );
  const storage = storageFailure([message]);
  if (storage) {
    const sentence = `Jaeger at ${base.url} cannot read its storage: ${storage.sentence}`;
    return new LabError(sentence, { hint: storage.hint, evidence: [said] });
  }
  const sentence = `Jaeger at ${base.url} failed to answer ${routeOf(path)} (${said})`;
  const Failure = LIMIT_REFUSED.test(message) ? TooManyAskedFor : LabError;
  return new Failure(sentence, {
    hint: status >= 500 ? `${seeItsLog(base)}; or ${LESS_AT_ONCE}` : checkIt(base),
  });
}

/** The UI answers unknown paths with its page, including those of an API that has another base path. */
export function webPage(base: BaseUrl): LabError {
  return new LabError(
    `${base.url} answers API requests with a web page: it is not the base URL of Jaeger`,
    {
      hint: WHERE_JAEGER_IS,
    },
  );
}

export function noApi(base: BaseUrl, path: string): LabError {
  return new LabError(
    `${base.url} does not have Jaeger's API: ${routeOf(path)} was not found (404)`,
    {
      hint: WHERE_JAEGER_IS,
    },
  );
}

/** @param cause describes the mistake in the response */
export function unreadable(base: BaseUrl, path: string, cause: Error): LabError {
  const sentence = `cannot parse the response of Jaeger at ${base.url} to ${routeOf(path)}: ${reasonOf(cause)}`;
  return new LabError(sentence, { hint: checkIt(base), cause });
}

export function noSearchByAttributes(base: BaseUrl): LabError {
  return new LabError(`Jaeger at ${base.url} cannot search by tags: its API would ignore them`, {
    hint: 'omit the tags, or use Jaeger 2.19 or newer',
  });
}

export function noDependencies(base: BaseUrl): LabError {
  return new LabError(`Jaeger at ${base.url} does not answer /api/dependencies`, {
    hint: WHERE_JAEGER_IS,
  });
}

export function notATraceId(text: string): LabError {
  return new LabError(`"${text}" is not a trace id`, {
    hint: 'a trace id has up to 32 hex digits',
    exitCode: EXIT.usage,
  });
}

/** A path without its query. */
export const routeOf = (path: string): string => path.split('?', 1)[0] ?? path;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
