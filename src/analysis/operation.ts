import type { Span } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';
import { foldName, foldPath, foldStatement } from './fold-text.ts';
import { HTTP_STATUS } from './response-status.ts';
import { FULL_URL, HTTP_METHOD, RPC_SYSTEM, STORE, URL_PATH } from './semantic-keys.ts';

const ROUTE = ['http.route'];
const PATHS = [...URL_PATH, ...FULL_URL];
const NO_ROUTES: ReadonlySet<string> = new Set(['*', '/*']);

/** SDKs write the route behind the method, also one that says nothing. */
const BARE_METHOD =
  /^(?:HTTP )?(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY)(?: (?:\/?\*)?)?$/;
/** Whether a name says the method of a request and nothing else. */
export const isBareMethod = (name: string): boolean => BARE_METHOD.test(name);

const METHOD_AND_PATH =
  /^(?:HTTP )?(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|QUERY) (\/\S*)$/;
/** As proxies name all their requests: Envoy by the direction, Istio by host and port. */
const PROXY = /^(?:ingress|egress|router \S+ (?:ingress|egress)|\S+:\d+\/\*)$/;
/** What a router answers where no route matches. */
const UNROUTED: ReadonlySet<string | undefined> = new Set(['404', '405']);

/**
 * What a span did, in the words under which it is grouped: the same for all users, orders and pages.
 *
 *     SERVER GET  http.route /users/:id   GET /users/:id
 *     SERVER GET  url.path /users/17      GET /users/{}
 *     SERVER GET  404, no route           GET (no route)
 *     CLIENT GET                          GET              its callee distinguishes it
 *     job 42                              job ?
 *
 * @see docs/definitions.md#operation
 */
export function operationOf(span: Span): string {
  return (span.kind === 'server' ? served(span) : undefined) ?? plainName(span);
}

/** The name of a span without the literals in it. */
export function plainName(span: Span): string {
  const store = attributeOf(span, STORE);
  return store === undefined ? foldName(span.name) : foldStatement(span.name, store);
}

function served(span: Span): string | undefined {
  if (attributeOf(span, RPC_SYSTEM) !== undefined) return undefined;
  const [, named] = BARE_METHOD.exec(span.name) ?? [];
  const [, withPath, path] = named === undefined ? methodAndPath(span.name) : [];
  const method = attributeOf(span, HTTP_METHOD) ?? named ?? withPath;
  if (method === undefined) return undefined;
  const query = attributeOf(span, ['graphql.operation.name']);
  const where = routeOf(span) ?? pathOf(span, path);
  if (where === undefined) return undefined;
  return query === undefined ? `${method} ${where}` : `${method} ${where} ${query}`;
}

const methodAndPath = (name: string): readonly string[] => METHOD_AND_PATH.exec(name) ?? [];

function routeOf(span: Span): string | undefined {
  const route = attributeOf(span, ROUTE);
  return route === undefined || NO_ROUTES.has(route) ? undefined : route;
}

/** A name that a framework or a proxy gives to all requests. */
const isForAll = ({ name }: Span): boolean => BARE_METHOD.test(name) || PROXY.test(name);

/** Of a name that a person chose, and that says neither method nor path, nothing is known better. */
function pathOf(span: Span, path: string | undefined): string | undefined {
  const own = path ?? (span.name.startsWith('/') ? span.name : undefined);
  if (own === undefined && !isForAll(span)) return undefined;
  if (UNROUTED.has(attributeOf(span, HTTP_STATUS))) return '(no route)';
  const asked = own ?? attributeOf(span, PATHS);
  return asked === undefined ? undefined : foldPath(withoutHost(asked));
}

const withoutHost = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';

/** Whether a server span does not say which of its routes it served. */
export const hasNoRoute = (span: Span): boolean =>
  span.kind === 'server' && isForAll(span) && routeOf(span) === undefined;

/** Whether a span is of the operation asked for, by its exact or its folded name. */
export const isOperation = (span: Span, operation: string): boolean =>
  span.name === operation || operationOf(span) === operation;
