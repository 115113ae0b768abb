import { EXIT, LabError } from '../base/errors.ts';
import { httpUrlIn, notHttpUrl } from '../base/http-url.ts';

/** The address of a Jaeger's query API, or of another server beside it. */
export interface BaseUrl {
  /** For messages and for joining with a path: no trailing slash, no user name, no password. */
  readonly url: string;
  /** For a connection: scheme, host and port. */
  readonly origin: string;
  /** Prefix of every path: "" or such as "/jaeger". */
  readonly basePath: string;
  /** For a proxy in front of Jaeger that requires it; Jaeger itself has no users. */
  readonly authorization: string | undefined;
  /** The server is a lab's: its commands show what is wrong with it. */
  readonly isOfLab: boolean;
}

interface BaseUrlOptions {
  readonly isOfLab?: boolean | undefined;
  readonly server?: Server | undefined;
}

/** Whose address it is, for what is refused. */
export interface Server {
  readonly called: string;
  /** A URL of it as it can be typed, with its usual port. */
  readonly example: string;
}

const JAEGER: Server = { called: 'Jaeger', example: 'http://localhost:16686' };
export const ZIPKIN_SERVER: Server = { called: 'Zipkin', example: 'zipkin+http://localhost:9411' };
export const OTLP_RECEIVER: Server = {
  called: 'the OTLP receiver',
  example: 'http://localhost:4318',
};

/**
 * Parses a server's address as a user types it, or as a lab's state has it. A base path is kept.
 *
 * @throws LabError (usage) for anything but an http or https URL, and for one with a query or a fragment
 */
export function parseBaseUrl(
  text: string,
  { isOfLab = false, server = JAEGER }: BaseUrlOptions = {},
): BaseUrl {
  const url = httpUrlIn(text);
  if (!url) throw notHttpUrl(`"${withoutUser(text)}"`, server.example);
  const basePath = url.pathname.replace(/(?<!\/)\/+$/, '');
  const plain = `${url.origin}${basePath}`;
  if (url.search !== '' || url.hash !== '') {
    const reason = 'it has a query or a fragment';
    throw refusal(
      `"${withoutUser(text)}" is not the base URL of ${server.called}: ${reason}`,
      `use ${plain}`,
    );
  }
  const authorization = basicAuthorization(url, server);
  return { url: plain, origin: url.origin, basePath, authorization, isOfLab };
}

/** A password is not shown, not even in what is refused: everything up to the last @ goes. */
const withoutUser = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, '$1');

function refusal(sentence: string, hint: string): LabError {
  return new LabError(sentence, { hint, exitCode: EXIT.usage });
}

function basicAuthorization({ username, password }: URL, { called }: Server): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw refusal(
      `the user name or password in the URL of ${called} has a % that begins no escape`,
      'write a % in it as %25',
    );
  }
}
