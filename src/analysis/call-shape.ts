import type { Span, Trace } from '../model/trace.ts';
import { stepOf, type CallStep } from './call-path.ts';

/** What a call asks for, whichever thing it asks about: the key is left out. */
export interface CallShape extends CallStep {
  /** Without keys: the path of a URL, or a query. Undefined where the name already says it. */
  readonly detail: string | undefined;
}

/** Two calls have equal shapes if they differ only in the keys that they name. */
export function callShape(span: Span, trace: Trace): CallShape {
  const { service, name, callee } = stepOf(span, trace);
  const plain = withoutKeys(name);
  const detail = detailOf(span);
  const says = detail === undefined || plain.toLowerCase().includes(detail.toLowerCase());
  return {
    service,
    name: plain,
    callee: callee ?? firstText(span, TARGETS),
    detail: says ? undefined : detail,
  };
}

/** Whether the span says that it is one of many that were sent together. */
export function isBatch(span: Span): boolean {
  const operation = firstText(span, ['db.operation.name', 'db.operation']) ?? '';
  return (
    /pipeline|multi|batch/i.test(operation) ||
    span.attributes['db.operation.batch.size'] !== undefined
  );
}

/** Each newest name first: older instrumentations wrote the later ones. */
const TARGETS = ['messaging.destination.name', 'db.namespace', 'db.system.name', 'db.system'];
const QUERIES = ['db.query.summary', 'db.query.text', 'db.statement'];
const ROUTES = ['url.template', 'http.route'];
const URLS = ['url.full', 'http.url', 'url.path', 'http.target'];

/** Stores whose queries are a command and its keys. */
const KEY_VALUE_STORES = new Set(['redis', 'memcached', 'valkey', 'keydb']);

function detailOf(span: Span): string | undefined {
  const query = firstText(span, QUERIES);
  if (query !== undefined) {
    const system = firstText(span, ['db.system.name', 'db.system']) ?? '';
    return KEY_VALUE_STORES.has(system) ? query.split(/\s/, 1)[0] : withoutLiterals(query);
  }
  const route = firstText(span, ROUTES);
  if (route !== undefined) return route;
  const url = firstText(span, URLS);
  return url === undefined ? undefined : withoutKeys(pathOf(url));
}

function firstText(span: Span, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = span.attributes[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

const pathOf = (url: string): string =>
  url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const LONG_HEX = /\b[0-9a-f]{16,}\b/gi;
/** Alone: those of `/v1` and `step2` are part of a name. */
const NUMBER = /(?<![a-z0-9])\d+(?![a-z0-9])/gi;

const withoutKeys = (text: string): string =>
  text.replaceAll(UUID, '?').replaceAll(LONG_HEX, '?').replaceAll(NUMBER, '?');

/** SQL, and what is written like it: texts and numbers go, lists of them become one. */
const withoutLiterals = (query: string): string =>
  query
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/(?<![\w$])-?\d+(?:\.\d+)?\b/g, '?')
    .replaceAll(/\$\d+/g, '?')
    .replaceAll(/\?(?:\s*,\s*\?)+/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
