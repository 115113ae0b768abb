import { type LabError, reasonOf } from '../base/errors.ts';
import type { BaseUrl } from './base-url.ts';
import { MalformedAnswer } from './checked.ts';
import { noApi, refused, unreadable, webPage } from './failures.ts';
import type { Http, HttpAnswer } from './http.ts';
import { errorMessage } from './wire.ts';

/** One request to one of Jaeger's APIs, and the parser of its response. */
export interface Route<T> {
  readonly path: string;
  /** @throws MalformedAnswer when the response does not have the route's format */
  readonly read: (body: unknown, text: string) => T;
}

/** `none`: Jaeger has the route, but not the requested item. `absent`: it does not have the route. */
type Found<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'absent'; readonly isPage: boolean };

/** Detected from the body: the content type is wrong or missing in several versions. */
type Content =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'page'; readonly title: string }
  | { readonly kind: 'text'; readonly text: string; readonly reason: string };

/** Sends requests to Jaeger's routes. Missing routes are detected by their response, not by the version. */
export class Routes {
  readonly #http: Http;
  readonly #base: BaseUrl;
  #lacksV3 = false;

  constructor(http: Http, base: BaseUrl) {
    this.#http = http;
    this.#base = base;
  }

  /** Reads from v3, or the legacy API where v3 is missing. @returns undefined when Jaeger does not have the item */
  async v3OrLegacy<T>(v3: Route<T>, legacy: Route<T>): Promise<T | undefined> {
    const first = this.#lacksV3 ? undefined : await this.#ask(v3);
    if (first !== undefined && first.kind !== 'absent') return valueOf(first);
    const second = await this.#ask(legacy);
    if (second.kind === 'absent') {
      throw first?.isPage || second.isPage ? webPage(this.#base) : noApi(this.#base, v3.path);
    }
    this.#lacksV3 = true;
    return valueOf(second);
  }

  /** Reads from one route. @returns undefined when Jaeger does not have the item @throws LabError when the route is missing */
  async only<T>(route: Route<T>, absent: (isPage: boolean) => LabError): Promise<T | undefined> {
    const found = await this.#ask(route);
    if (found.kind === 'absent') throw absent(found.isPage);
    return valueOf(found);
  }

  /**
   * The error of v3 for a search without parameters: it names the missing ones, in the dialect of that version.
   *
   * @returns undefined when there is no v3
   */
  async complaintV3(): Promise<string | undefined> {
    const path = '/api/v3/traces';
    const answer = await this.#http.get(path);
    if (answer.status === 400) return messageIn(contentOf(answer.body));
    return valueOf(this.#judge({ path, read: () => '' }, answer));
  }

  async #ask<T>(route: Route<T>): Promise<Found<T>> {
    return this.#judge(route, await this.#http.get(route.path));
  }

  #judge<T>(route: Route<T>, { status, body, location }: HttpAnswer): Found<T> {
    const content = contentOf(body);
    const isPage = content.kind === 'page';
    if (isPage && (status === 200 || status === 404)) return { kind: 'absent', isPage };
    if (status === 200) return { kind: 'found', value: this.#read(route, content, body) };
    const message = messageIn(content);
    if (status === 404) {
      const isJaegers = content.kind === 'json' && message !== '';
      return isJaegers ? { kind: 'none' } : { kind: 'absent', isPage };
    }
    throw refused(this.#base, route.path, { status, message, location });
  }

  #read<T>({ path, read }: Route<T>, content: Content, text: string): T {
    try {
      if (content.kind === 'json') return read(content.value, text);
      throw new MalformedAnswer(content.kind === 'text' ? content.reason : 'a web page');
    } catch (thrown) {
      if (thrown instanceof MalformedAnswer) throw unreadable(this.#base, path, thrown);
      throw thrown;
    }
  }
}

const valueOf = <T>(found: Found<T>): T | undefined =>
  found.kind === 'found' ? found.value : undefined;

const PAGE = /^\s*<(!doctype|html|head)/i;

/** Without the status that the titles of proxies begin with. */
const titleOf = (page: string): string =>
  (/<title>\s*(?:\d{3}\b)?([^<]*)</i.exec(page)?.[1] ?? '').trim().slice(0, LONGEST_MESSAGE);

function contentOf(body: string): Content {
  if (PAGE.test(body)) return { kind: 'page', title: titleOf(body) };
  try {
    return { kind: 'json', value: JSON.parse(body) };
  } catch (cause) {
    return { kind: 'text', text: body, reason: reasonOf(cause) };
  }
}

/** Shortens a text for an error message. */
const LONGEST_MESSAGE = 300;

/** The message of Jaeger, or a proxy in front of it, from an error's body; "" when there is no usable one. */
function messageIn(content: Content): string {
  if (content.kind === 'json') return errorMessage(content.value) ?? '';
  if (content.kind === 'page') return content.title;
  return content.text.trim().split('\n', 1)[0]?.slice(0, LONGEST_MESSAGE) ?? '';
}
