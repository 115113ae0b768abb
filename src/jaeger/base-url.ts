import { EXIT, LabError } from '../base/errors.ts';
import { httpUrlIn, notHttpUrl } from '../base/http-url.ts';

/** The address of a Jaeger's query API. */
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
  /** For the hint of the refusal. */
  readonly example?: string;
}

/**
 * Parses Jaeger's address as a user types it, or as a lab's state has it. A base path is kept.
 *
 * @throws LabError (usage) for anything but an http or https URL, and for one with a query or a fragment
 */
export function parseBaseUrl(
  text: string,
  { isOfLab = false, example = 'http://localhost:16686' }: BaseUrlOptions = {},
): BaseUrl {
  const url = httpUrlIn(text);
  if (!url) throw notHttpUrl(`"${withoutUser(text)}"`, example);
  const basePath = url.pathname.replace(/(?<!\/)\/+$/, '');
  const plain = `${url.origin}${basePath}`;
  if (url.search !== '' || url.hash !== '') {
    throw refusal(`"${withoutUser(text)}" is a page of Jaeger, not its base URL`, `use ${plain}`);
  }
  const authorization = basicAuthorization(url);
  return { url: plain, origin: url.origin, basePath, authorization, isOfLab };
}

/** A password is not shown, not even in what is refused: everything up to the last @ goes. */
const withoutUser = (text: string): string => text.replace(/^([a-z][a-z0-9+.-]*:\/*)?.*@/is, '$1');

function refusal(sentence: string, hint: string): LabError {
  return new LabError(sentence, { hint, exitCode: EXIT.usage });
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    throw refusal(
      'the user name or password in the URL of Jaeger has a % that begins no escape',
      'write a % in it as %25',
    );
  }
}
