import { rfc3339 } from '../model/instant.ts';
import type { Micros } from '../model/units.ts';

export interface TraceQuery {
  /** Any service when absent. */
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly fromUs: Micros;
  readonly toUs: Micros;
  /** Maximum number of traces, the newest ones. Memory stores refuse a limit above their size. */
  readonly limit: number;
  /** Refers to one span of the service, as do the other conditions. */
  readonly minDurationUs?: Micros | undefined;
  readonly maxDurationUs?: Micros | undefined;
  /** One span must have all of these tags; values are compared as text. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

export const hasAttributes = ({ attributes }: TraceQuery): boolean =>
  attributes !== undefined && Object.keys(attributes).length > 0;

/**
 * Search parameters that every v3 understands: up to 2.18 only snake_case; newer versions both, with snake_case
 * deprecated and ignored where camelCase is present. `raw` because other reads shift times where clocks disagree, and
 * make Jaeger 2.20 store another copy of each warning.
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

/** The same for the legacy API, which requires a service. */
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

/** In the format of Go durations; omitted for 0, which Jaeger would take as "no limit". */
const goDuration = (us: Micros | undefined): string | undefined => (us ? `${us}us` : undefined);
