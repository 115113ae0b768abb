import { codeOf, EXIT, LabError, reasonOf } from '../base/errors.ts';
import type { BaseUrl } from './base-url.ts';

/** Every way in which a Jaeger fails to answer, as a sentence with what to type next. */

const OTHER_ADDRESS =
  'jaeger-lab status tells what of the lab runs; --jaeger-url names another Jaeger';
const SEE_ITS_LOG = "jaeger-lab logs jaeger shows the log of the lab's own";
const WHERE_JAEGER_IS =
  'give --jaeger-url the address of Jaeger, with its base path if it has one: http://localhost:16686/jaeger';
const LESS_AT_ONCE = 'ask for less at once, with a smaller --limit or a shorter --since';

/** A request whose answer did not come whole. */
export interface BrokenExchange {
  readonly base: BaseUrl;
  readonly path: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Whether the head of an answer had come. */
  readonly hasBegun: boolean;
  readonly isLate: boolean;
}

/** Why no whole answer came, from what the connection threw. */
export function brokenExchange(cause: unknown, exchange: BrokenExchange): LabError {
  const { base, path, timeoutMs, maxBytes, hasBegun, isLate } = exchange;
  const code = codeOf(cause) ?? '';
  if (isLate || code.endsWith('_TIMEOUT')) {
    const sentence = `Jaeger at ${base.url} did not answer ${routeOf(path)} within ${timeoutMs / 1000} s`;
    return new LabError(sentence, {
      hint: `${SEE_ITS_LOG}; or ${LESS_AT_ONCE}; or wait longer, with JAEGER_LAB_JAEGER_TIMEOUT=60s before the command`,
      cause,
    });
  }
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    const sentence = `the answer of Jaeger at ${base.url} to ${routeOf(path)} is larger than ${mebibytes(maxBytes)}`;
    return new LabError(sentence, { hint: LESS_AT_ONCE, cause });
  }
  if (hasBegun) {
    const sentence = `Jaeger at ${base.url} broke off in the middle of its answer to ${routeOf(path)}`;
    return new LabError(sentence, { hint: SEE_ITS_LOG, cause });
  }
  const sentence = `Jaeger cannot be reached at ${base.url}: ${networkReason(cause, code)}`;
  return new LabError(sentence, { hint: OTHER_ADDRESS, cause });
}

const NETWORK_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'that host is not known',
  EAI_AGAIN: 'the name of that host cannot be looked up',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that host',
  ECONNRESET: 'the connection was closed without an answer',
  UND_ERR_SOCKET: 'the connection was closed without an answer',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what listens there does not speak TLS',
};

function networkReason(cause: unknown, code: string): string {
  // undici does not always give its parser's errors a code.
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return 'what listens there does not speak HTTP';
  }
  return NETWORK_REASONS[code] ?? reasonOf(cause);
}

/** Jaeger gives no such search so many traces. */
export class TooManyAskedFor extends LabError {}

/** What the memory store of 2.x says to a search for more traces than it may hold. */
const LIMIT_REFUSED = /search depth/i;

/** An answer whose status says no. */
export interface Refusal {
  readonly status: number;
  /** Jaeger's own words, "" where it gave none. */
  readonly message: string;
  /** Where a redirect leads. */
  readonly location: string | undefined;
}

export function refused(
  base: BaseUrl,
  path: string,
  { status, message, location }: Refusal,
): LabError {
  const said = `${status}${message && `: ${message}`}`;
  if (status === 401 || status === 403) {
    const sentence = `Jaeger at ${base.url} lets nobody in without credentials (${said})`;
    const hint =
      'write them into --jaeger-url, as http://user:password@host, or ask an address that needs none';
    return new LabError(sentence, { hint });
  }
  if (location !== undefined) {
    const sentence = `${base.url} sends on to ${location} (${said})`;
    return new LabError(sentence, { hint: 'give --jaeger-url the address where Jaeger itself is' });
  }
  const sentence = `Jaeger at ${base.url} failed to answer ${routeOf(path)} (${said})`;
  const Failure = LIMIT_REFUSED.test(message) ? TooManyAskedFor : LabError;
  return new Failure(sentence, {
    hint: status >= 500 ? `${SEE_ITS_LOG}; or ${LESS_AT_ONCE}` : OTHER_ADDRESS,
  });
}

/** The user interface answers unknown paths: also those of an API that is not where it was asked for. */
export function webPage(base: BaseUrl): LabError {
  return new LabError(`${base.url} answers with a web page: is this Jaeger's address?`, {
    hint: WHERE_JAEGER_IS,
  });
}

export function noApi(base: BaseUrl, path: string): LabError {
  return new LabError(`${base.url} does not answer ${routeOf(path)} as a Jaeger would (404)`, {
    hint: WHERE_JAEGER_IS,
  });
}

/** @param cause says what is wrong with the answer */
export function unreadable(base: BaseUrl, path: string, cause: Error): LabError {
  const sentence = `Jaeger at ${base.url} answered ${routeOf(path)} with something that cannot be read: ${reasonOf(cause)}`;
  return new LabError(sentence, { hint: OTHER_ADDRESS, cause });
}

export function noSearchByAttributes(base: BaseUrl): LabError {
  return new LabError(`Jaeger at ${base.url} cannot search by tags: its API would ignore them`, {
    hint: 'leave the tags out, or use Jaeger 2.19 or newer',
  });
}

export function noDependencies(base: BaseUrl): LabError {
  return new LabError(`Jaeger at ${base.url} does not answer /api/dependencies`, {
    hint: WHERE_JAEGER_IS,
  });
}

export function notATraceId(text: string): LabError {
  return new LabError(`"${text}" is not a trace id`, {
    hint: 'a trace id is made of up to 32 hex digits',
    exitCode: EXIT.usage,
  });
}

const routeOf = (path: string): string => path.split('?', 1)[0] ?? path;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
