import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { reasonOf } from '../../base/errors.ts';
import type { SpanReader } from '../store/span-store.ts';
import { hostGuard } from './guard.ts';
import { PAGE } from './page.ts';
import { prettyPrinted } from './pretty-print.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { Route } from './route.ts';
import { routesLegacy } from './routes-legacy.ts';
import { routesV3 } from './routes-v3.ts';
import { type Answer, NOT_FOUND, send, text } from './send.ts';
import { staticFile } from './static-files.ts';

export interface QueryOptions {
  /** Names, without a port, that this server is reached by besides localhost and its address. */
  readonly allowedHosts?: readonly string[];
  /** A folder with an index.html and what it needs, served to browsers. */
  readonly viewer?: string;
  /** Milliseconds since the epoch; the real clock when absent. */
  readonly now?: () => number;
  /** Told about what should not have happened while answering; ignored when absent. */
  readonly onError?: (sentence: string) => void;
}

/** Room for hundreds of trace ids. Node itself ends a request at 16 KiB of header. */
const LONGEST_URL = 12_000;

/**
 * Answers Jaeger's query API: v3 and the legacy one, as Jaeger 2.20 does (docs/backend-differences.md says where
 * not), to whoever is on this machine. Large answers are made while they are read.
 */
export function queryHandler(reader: SpanReader, options: QueryOptions = {}): RequestListener {
  const refusalOf = hostGuard(options.allowedHosts);
  const routes = [...routesV3(reader), ...routesLegacy(reader, options.now ?? Date.now)];
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) return text(403, refusal);
    const url = request.url ?? '/';
    if (url.length > LONGEST_URL)
      return text(414, `The URL is longer than ${LONGEST_URL} characters.`);
    const [path = '/'] = url.split('?', 1);
    const query = new URLSearchParams(url.slice(path.length + 1));
    const method = methodOf(request);
    if (!path.startsWith('/api/')) return pageFor(path, method, options.viewer);
    const found = routes.filter((route) => route.path.test(path));
    const route = found.find((one) => one.method === method);
    if (route === undefined) return found.length === 0 ? NOT_FOUND : notAllowed(found);
    return prettyPrinted(await answerOf(route, path, query), query);
  };
  return (request, response) => void respond(request, response);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await answerTo(request);
      await send(response, answer, request.method !== 'HEAD');
    } catch (failure) {
      options.onError?.(`cannot answer ${request.url ?? ''}: ${reasonOf(failure)}`);
      if (response.headersSent) response.destroy();
      else await send(response, text(500, 'Internal Server Error'), true);
    } finally {
      // What nobody reads would keep the connection from its next request.
      request.resume();
    }
  }
}

const methodOf = ({ method }: IncomingMessage): string =>
  method === 'HEAD' ? 'GET' : (method ?? '');

const notAllowed = (routes: readonly Pick<Route, 'method'>[]): Answer => ({
  ...text(405, 'Method Not Allowed'),
  headers: {
    allow: routes.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', '),
  },
});

async function answerOf(route: Route, path: string, query: URLSearchParams): Promise<Answer> {
  try {
    const plain = route.plusIsSpace ? path.replaceAll('+', '%20') : path;
    const segments = (route.path.exec(plain) ?? []).slice(1).map(decoded);
    return await route.answer({ query, segments });
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

const PAGES = /^\/(?:$|search$|trace\/[^/]+$|dependencies$|compare(?:\/|$))/;

async function pageFor(path: string, method: string, viewer: string | undefined): Promise<Answer> {
  const isPage = PAGES.test(path);
  const file = isPage ? '/index.html' : path;
  const found = viewer === undefined ? undefined : await staticFile(viewer, file);
  const answer = found ?? (isPage ? PAGE : NOT_FOUND);
  return method === 'GET' ? answer : notAllowed([{ method: 'GET' }]);
}
