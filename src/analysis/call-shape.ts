import type { Span, Trace } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';
import { stepOf, type CallStep } from './call-path.ts';
import { foldPath, foldQuery } from './fold-text.ts';
import { plainName } from './operation.ts';
import {
  FULL_URL,
  QUERY,
  STORE,
  STORE_NAMESPACE,
  STORE_OPERATION,
  TOPIC,
  URL_PATH,
} from './semantic-keys.ts';

/** What a call asks for, without the key of the thing that it asks about. */
export interface CallShape extends CallStep {
  /** Without keys: the path of a URL, or a query. Undefined where the name already says it. */
  readonly detail: string | undefined;
}

/** Two calls have equal shapes if they differ only in the keys that they name. */
export function callShape(span: Span, trace: Trace): CallShape {
  const { service, callee } = stepOf(span, trace);
  const plain = plainName(span);
  const detail = detailOf(span);
  const says = detail === undefined || plain.toLowerCase().includes(detail.toLowerCase());
  return {
    service,
    name: plain,
    callee: callee ?? attributeOf(span, TARGETS),
    detail: says ? undefined : detail,
  };
}

/** Whether the span says that it is one of many that were sent together. */
export function isBatch(span: Span): boolean {
  const operation = attributeOf(span, STORE_OPERATION) ?? '';
  return (
    /pipeline|multi|batch/i.test(operation) ||
    span.attributes['db.operation.batch.size'] !== undefined
  );
}

const TARGETS = [...TOPIC, ...STORE_NAMESPACE, ...STORE];
const QUERIES = ['db.query.summary', ...QUERY];
const ROUTES = ['url.template', 'http.route'];
const URLS = [...FULL_URL, ...URL_PATH];

/** Stores whose queries are a command and its keys. */
export const KEY_VALUE_STORES = new Set(['redis', 'memcached', 'valkey', 'keydb']);

function detailOf(span: Span): string | undefined {
  const query = attributeOf(span, QUERIES);
  if (query !== undefined) {
    const system = attributeOf(span, STORE) ?? '';
    return KEY_VALUE_STORES.has(system) ? query.split(/\s/, 1)[0] : foldQuery(query, system);
  }
  const route = attributeOf(span, ROUTES);
  if (route !== undefined) return route;
  const url = attributeOf(span, URLS);
  return url === undefined ? undefined : foldPath(pathOf(url));
}

const pathOf = (url: string): string => url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
