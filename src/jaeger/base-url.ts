import { EXIT, LabError } from '../base/errors.ts';

/** Where a Jaeger's query API is. */
export interface BaseUrl {
  /** As it is shown and joined with a path: no slash at the end, no user name, no password. */
  readonly url: string;
  /** For a connection: scheme, host and port. */
  readonly origin: string;
  /** Before every path: "" or such as "/jaeger". */
  readonly basePath: string;
  /** For a proxy in front of Jaeger that asks for it; Jaeger itself knows no users. */
  readonly authorization: string | undefined;
}

/**
 * Reads Jaeger's address as a person types it. A base path is kept.
 *
 * @throws LabError (usage) for anything but an http or https URL, and for one with a query or a fragment
 */
export function parseBaseUrl(text: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw refusal(`"${text}" is not the URL of a Jaeger`, 'write it as http://localhost:16686');
  }
  const basePath = url.pathname.replace(/(?<!\/)\/+$/, '');
  const plain = `${url.origin}${basePath}`;
  if (url.search !== '' || url.hash !== '') {
    throw refusal(`"${text}" is a page of Jaeger, not its address`, `leave it at ${plain}`);
  }
  return { url: plain, origin: url.origin, basePath, authorization: basicAuthorization(url) };
}

function refusal(sentence: string, hint: string): LabError {
  return new LabError(sentence, { hint, exitCode: EXIT.usage });
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
