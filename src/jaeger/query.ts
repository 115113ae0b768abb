import { rfc3339 } from '../model/instant.ts';
import type { Micros } from '../model/units.ts';

export interface TraceQuery {
  /** Any service when absent. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly fromUs: Micros;
  readonly toUs: Micros;
  /** At most so many traces, the newest. Memory stores refuse more than they may hold. */
  readonly limit: number;
  /** Of one span of the service, as the other conditions. */
  readonly minDurationUs?: Micros | undefined;
  readonly maxDurationUs?: Micros | undefined;
  /** Tags that one span has, all of them; values are compared as text. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export const hasAttributes = ({ attributes }: TraceQuery): boolean =>
  attributes !== undefined && Object.keys(attributes).length > 0;

/**
 * A search in words that every v3 understands: up to 2.18 only snake_case, newer ones both, with snake_case marked
 * as deprecated and ignored where the other is there too. `raw` because a read that is not raw shifts times where
 * clocks disagree, and makes Jaeger 2.20 keep another copy of each warning.
 */
export function searchV3(query: TraceQuery): string {
  const parameters = new URLSearchParams();
  const add = (camel: string, snake: string, value: string | undefined): void => {
    if (value === undefined) return;
    parameters.set(`query.${camel}`, value);
    parameters.set(`query.${snake}`, value);
  };
  add('serviceName', 'service_name', query.service);
  add('operationName', 'operation_name', query.operation);
  add('startTimeMin', 'start_time_min', rfc3339(query.fromUs));
  add('startTimeMax', 'start_time_max', rfc3339(query.toUs));
  add('searchDepth', 'num_traces', String(query.limit));
  add('durationMin', 'duration_min', goDuration(query.minDurationUs));
  add('durationMax', 'duration_max', goDuration(query.maxDurationUs));
  add('rawTraces', 'raw_traces', 'true');
  if (hasAttributes(query)) parameters.set('query.attributes', JSON.stringify(query.attributes));
  return `/api/v3/traces?${parameters.toString()}`;
}

/** The same for the legacy API, which cannot do without a service. */
export function searchLegacy(query: TraceQuery & { readonly service: string }): string {
  const parameters = new URLSearchParams({
    service: query.service,
    start: String(query.fromUs),
    end: String(query.toUs),
    limit: String(query.limit),
  });
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) parameters.set(name, value);
  };
  add('operation', query.operation);
  add('minDuration', goDuration(query.minDurationUs));
  add('maxDuration', goDuration(query.maxDurationUs));
  if (hasAttributes(query)) add('tags', JSON.stringify(query.attributes));
  return `/api/traces?${parameters.toString()}`;
}

/** As Go reads a length of time; none for 0, which Jaeger takes for no limit. */
const goDuration = (us: Micros | undefined): string | undefined => (us ? `${us}us` : undefined);
