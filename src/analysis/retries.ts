import type { Span } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';
import { HTTP_STATUS } from './response-status.ts';
import { ADDRESS, FULL_URL, QUERY, RESENT, TOPIC, URL_PATH } from './semantic-keys.ts';

const TARGETS = [[...FULL_URL, ...URL_PATH], QUERY, [...TOPIC, 'rpc.method', ...ADDRESS]];
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/** What exactly a call asks for, keys and all. */
const targetOf = (span: Span): string =>
  JSON.stringify([span.name, ...TARGETS.map((keys) => attributeOf(span, keys))]);

function hasFailed(span: Span): boolean {
  const status = Number(attributeOf(span, HTTP_STATUS));
  return span.status === 'error' || status === TOO_MANY_REQUESTS || status >= SERVER_ERROR;
}

/**
 * The calls that ask again for what had just failed, or say that they are sent again. Ten keys asked of a server that is
 * down are not retries.
 *
 * @param spans by start
 */
export function retriesIn(spans: readonly Span[]): ReadonlySet<Span> {
  const failed = new Map<string, boolean>();
  const retries = new Set<Span>();
  for (const span of spans) {
    const target = targetOf(span);
    if (Number(attributeOf(span, RESENT)) > 0 || failed.get(target) === true) retries.add(span);
    failed.set(target, hasFailed(span));
  }
  return retries;
}

const LEAST_DISTANCE_US = 100_000;
const MOST_SPREAD = 0.1;

/** Whether the same is asked at regular distances: the caller waits for a change. @param spans by start */
export function isPolling(spans: readonly Span[]): boolean {
  if (new Set(spans.map(targetOf)).size > 1 || spans.some(hasFailed)) return false;
  const distances = spans.slice(1).map((span, i) => span.startUs - (spans[i]?.startUs ?? 0));
  const least = distances.reduce((a, b) => Math.min(a, b), Infinity);
  const most = distances.reduce((a, b) => Math.max(a, b), 0);
  return least >= LEAST_DISTANCE_US && most - least <= MOST_SPREAD * least;
}
