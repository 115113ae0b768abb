import type { TraceQuery } from '../store/span-store.ts';
import { goBool, goDuration, goInt, rfc3339 } from './go-syntax.ts';
import { given, parameterOf, readParameter, textsIn } from './parameters.ts';
import { badRequest } from '../http/refusal.ts';

export interface Search {
  readonly query: TraceQuery;
  readonly raw: boolean;
}

export const DEFAULT_LIMIT = 100;

/** Reads one parameter of API v3 in either spelling; where both are there, camel case counts. */
function read<T>(
  query: URLSearchParams,
  names: readonly string[],
  parse: (value: string) => T,
): T | undefined {
  const failure = (name: string, reason: string) => `malformed parameter ${name}: ${reason}`;
  return readParameter(parameterOf(query, ...names), parse, failure);
}

/**
 * The parameters of a search by API v3, those of Jaeger 2.20 and the older names that it still takes.
 *
 * @throws Refusal (400)
 */
export function searchV3(parameters: URLSearchParams): Search {
  const of = <T>(names: readonly string[], parse: (value: string) => T): T | undefined =>
    read(parameters, names, parse);
  const window = windowIn(of(START_MIN, rfc3339), of(START_MAX, rfc3339));
  const optional = given({
    service: parameterOf(parameters, 'query.serviceName', 'query.service_name')?.value,
    operation: parameterOf(parameters, 'query.operationName', 'query.operation_name')?.value,
    durationMin: of(['query.durationMin', 'query.duration_min'], goDuration),
    durationMax: of(['query.durationMax', 'query.duration_max'], goDuration),
  });
  const attributes = of(['query.attributes'], textsIn) ?? new Map<string, string>();
  const limit = of(['query.searchDepth', 'query.search_depth', 'query.num_traces'], limitIn);
  return {
    query: { ...window, ...optional, attributes, limit: limit ?? DEFAULT_LIMIT },
    raw: of(['query.rawTraces', 'query.raw_traces'], goBool) ?? false,
  };
}

const START_MIN = ['query.startTimeMin', 'query.start_time_min'];
const START_MAX = ['query.startTimeMax', 'query.start_time_max'];

function windowIn(startMin: bigint | undefined, startMax: bigint | undefined) {
  if (startMin === undefined || startMax === undefined) {
    throw badRequest('query.startTimeMin and query.startTimeMax are required');
  }
  if (startMin >= startMax) {
    throw badRequest('query.startTimeMin must be before query.startTimeMax');
  }
  return { startMin, startMax };
}

function limitIn(value: string): number {
  const limit = Number(goInt(value, 32));
  if (limit <= 0) throw new Error('it must be greater than 0');
  return limit;
}

/** Whether a trace is asked for as it was stored. Its window is only a hint, and ignored. @throws Refusal (400) */
export function traceV3IsRaw(parameters: URLSearchParams): boolean {
  read(parameters, ['startTime', 'start_time'], rfc3339);
  read(parameters, ['endTime', 'end_time'], rfc3339);
  return read(parameters, ['rawTraces', 'raw_traces'], goBool) ?? false;
}
