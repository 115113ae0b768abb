import type * as z from 'zod';
import { LabError, reasonOf } from '../base/errors.ts';
import type { BaseUrl } from '../jaeger/base-url.ts';
import { routeOf } from '../jaeger/failures.ts';
import type { Http, HttpAnswer } from '../jaeger/http.ts';

const WHERE_ZIPKIN_IS =
  'set --jaeger-url to the base URL of Zipkin, such as zipkin+http://localhost:9411';

/** Requests to the routes of a Zipkin. */
export class ZipkinRoutes {
  readonly #http: Http;
  readonly #base: BaseUrl;

  constructor(http: Http, base: BaseUrl) {
    this.#http = http;
    this.#base = base;
  }

  get(path: string): Promise<HttpAnswer> {
    return this.#http.get(path);
  }

  /** The response as it is. @returns undefined when Zipkin does not have the item */
  async text(path: string): Promise<string | undefined> {
    const { status, body } = await this.#http.get(path);
    if (status === 200) return body;
    if (status === 404 && isItem(path)) return undefined;
    throw refused(this.#base, path, { status, body });
  }

  /** @returns undefined when Zipkin does not have the item @throws LabError for another answer than `schema` describes */
  async read<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
  ): Promise<z.output<Schema> | undefined> {
    const text = await this.text(path);
    if (text === undefined) return undefined;
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw isPage(text) ? notZipkin(this.#base) : unreadable(this.#base, path, cause);
    }
  }
}

/** Only a trace may be missing; any other route that is not found is that of another server. */
const isItem = (path: string): boolean => path.startsWith('/api/v2/trace/');

const isPage = (text: string): boolean => /^\s*</.test(text);

const notZipkin = ({ url }: BaseUrl): LabError =>
  new LabError(`${url} does not have Zipkin's API`, { hint: WHERE_ZIPKIN_IS });

/** @param cause describes the mistake in the response */
export function unreadable({ url }: BaseUrl, path: string, cause: unknown): LabError {
  const sentence = `cannot parse the response of Zipkin at ${url} to ${routeOf(path)}: ${reasonOf(cause)}`;
  return new LabError(sentence, { hint: WHERE_ZIPKIN_IS, cause });
}

function refused(base: BaseUrl, path: string, { status, body }: Partial<HttpAnswer>): LabError {
  if (status === 401 || status === 403)
    return new LabError(`Zipkin at ${base.url} requires authentication (${status})`, {
      hint: "use --bearer-token-file FILE or --header 'NAME: VALUE'",
    });
  if (status === 404) return notZipkin(base);
  const said = isPage(body ?? '') ? '' : (body ?? '').trim().split('\n', 1)[0];
  const sentence = `Zipkin at ${base.url} failed to answer ${routeOf(path)} (${status}${said ? `: ${said}` : ''})`;
  return new LabError(sentence, { hint: 'use --service and a shorter --since' });
}
