import type { IncomingMessage } from 'node:http';
import { type Answer, NOT_FOUND, text } from './answer.ts';
import type { AnswerTo } from './listen.ts';
import { badRequest, Refusal } from './refusal.ts';

export interface Call {
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the groups of the path found, decoded. */
  readonly segments: readonly string[];
}

export interface Route {
  /** GET by default, which stands for HEAD too. */
  readonly method?: string;
  /** Of the path as it was sent, so that an encoded slash is part of a segment. */
  readonly path: RegExp;
  /** Whether a plus in the path stands for a space, as it does in a query string. */
  readonly plusIsSpace?: true;
  /** @throws Refusal */
  readonly answer: (call: Call) => Answer | Promise<Answer>;
  /** An error in the form of the route's API; plain text by default. */
  readonly errorBody?: (status: number, message: string) => unknown;
}

/** Room for hundreds of trace ids. Node itself ends a request at 16 KiB of header. */
const LONGEST_URL = 12_000;

/** Answers by the first route of the request's path and method, or says what is wrong with either. */
export const routed =
  (routes: readonly Route[], longestUrl = LONGEST_URL): AnswerTo =>
  ({ url = '/', method }: IncomingMessage) => {
    if (url.length > longestUrl)
      return text(414, `The URL is longer than ${longestUrl} characters.`);
    const [path = '/'] = url.split('?', 1);
    const found = routes.filter((route) => route.path.test(path));
    const wanted = method === 'HEAD' ? 'GET' : method;
    const route = found.find((one) => (one.method ?? 'GET') === wanted);
    if (route) return answerOf(route, path, new URLSearchParams(url.slice(path.length + 1)));
    return found.length === 0 ? NOT_FOUND : notAllowed(found);
  };

const notAllowed = (routes: readonly Route[]): Answer => ({
  ...text(405, 'Method Not Allowed'),
  headers: { allow: routes.map(({ method = 'GET, HEAD' }) => method).join(', ') },
});

async function answerOf(route: Route, path: string, query: URLSearchParams): Promise<Answer> {
  try {
    const plain = route.plusIsSpace ? path.replaceAll('+', '%20') : path;
    const segments = (route.path.exec(plain) ?? []).slice(1).map(decoded);
    return await route.answer({ path, query, segments });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const body = route.errorBody?.(thrown.status, thrown.message);
    return text(thrown.status, body === undefined ? thrown.message : JSON.stringify(body));
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('malformed percent-encoding in the path');
  }
}
