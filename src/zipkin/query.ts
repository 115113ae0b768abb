import type { TraceQuery } from '../jaeger/query.ts';
import type { Micros } from '../model/units.ts';

interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** A window as Zipkin has it: its end and its length, in whole milliseconds around it. */
function windowOf({ fromUs, toUs }: Window): Record<'endTs' | 'lookback', string> {
  const endMs = Math.max(1, Math.ceil(toUs / 1000));
  const lookbackMs = Math.max(1, endMs - Math.floor(fromUs / 1000));
  return { endTs: String(endMs), lookback: String(Math.min(lookbackMs, endMs)) };
}

/**
 * A search of Zipkin's API. A value with " and " in it cannot be asked for, because that joins two conditions: the
 * caller looks at what is found anyway.
 */
export function searchPath(query: TraceQuery): string {
  const { service, operation, minDurationUs, maxDurationUs, attributes = {}, limit } = query;
  const parameters = new URLSearchParams({ ...windowOf(query), limit: String(limit) });
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  };
  add('serviceName', service);
  add('spanName', operation);
  // Zipkin refuses a maximum without a minimum, and a minimum of 0.
  const least = Math.max(1, minDurationUs ?? 1);
  if (minDurationUs || maxDurationUs !== undefined) add('minDuration', least);
  add('maxDuration', maxDurationUs);
  const conditions = Object.entries(attributes)
    .map(([key, value]) => `${key}=${value}`)
    .filter((condition) => !condition.includes(' and '));
  add('annotationQuery', conditions.join(' and '));
  return `/api/v2/traces?${parameters.toString()}`;
}

export const dependenciesPath = (window: Window): string =>
  `/api/v2/dependencies?${new URLSearchParams(windowOf(window)).toString()}`;
