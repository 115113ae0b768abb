import { reasonOf } from '../../base/errors.ts';
import { goBool, goDuration, goInt } from './go-syntax.ts';
import { given, parameterOf, readLegacy as read, readParameter, textsIn } from './parameters.ts';
import { badRequest, type Refusal } from '../http/refusal.ts';
import { DEFAULT_LIMIT, type Search } from './search-v3.ts';
import { traceIdInQuery } from './trace-id.ts';

export interface LegacySearch extends Search {
  /** These traces and nothing else, when there are any. */
  readonly traceIds: readonly string[];
}

const NS_PER_US = 1000n;
const NS_PER_MS = 1_000_000n;
const DEFAULT_WINDOW_MS = 2 * 24 * 3_600_000;
const DEFAULT_LOOKBACK_MS = 24 * 3_600_000;

const microseconds = (value: string): bigint => goInt(value, 64) * NS_PER_US;
const milliseconds = (value: string): bigint => goInt(value, 64) * NS_PER_MS;

/**
 * The parameters of a search by the legacy API.
 *
 * @param nowMs milliseconds since the epoch: where the window ends by default
 * @throws Refusal (400)
 */
export function searchLegacy(parameters: URLSearchParams, nowMs: number): LegacySearch {
  const startMin = read(parameters, 'start', microseconds);
  const startMax = read(parameters, 'end', microseconds);
  const attributes = tagsIn(parameters);
  const limit = limitIn(parameters);
  const durations = durationsIn(parameters);
  const traceIds = parameters.getAll('traceID').map(traceIdInQuery);
  const raw = read(parameters, 'raw', goBool) ?? false;
  const service = parameterOf(parameters, 'service')?.value;
  if (service === undefined && traceIds.length === 0) throw serviceRequired();
  const query = {
    startMin: startMin ?? BigInt(nowMs - DEFAULT_WINDOW_MS) * NS_PER_MS,
    startMax: startMax ?? BigInt(nowMs) * NS_PER_MS,
    ...given({ service, operation: parameterOf(parameters, 'operation')?.value }),
    ...durations,
    attributes,
    limit,
  };
  return { query, raw, traceIds };
}

function durationsIn(parameters: URLSearchParams) {
  const durationMin = read(parameters, 'minDuration', goDuration);
  const durationMax = read(parameters, 'maxDuration', goDuration);
  if (durationMin && durationMax && durationMax < durationMin) {
    throw badRequest("'maxDuration' should be greater than 'minDuration'");
  }
  return given({ durationMin, durationMax });
}

export const serviceRequired = (): Refusal => badRequest("parameter 'service' is required");

function limitIn(parameters: URLSearchParams): number {
  // Jaeger names no parameter here.
  const limit = readParameter(
    parameterOf(parameters, 'limit'),
    (value) => Number(goInt(value, 32)),
    (_, reason) => reason,
  );
  if (limit === undefined) return DEFAULT_LIMIT;
  if (limit <= 0) throw badRequest('invalid parameter: limit must be greater than 0');
  return limit;
}

/** `tag=key:value`, as often as wanted, and `tags` with all in one JSON object. */
function tagsIn(parameters: URLSearchParams): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const tag of parameters.getAll('tag')) {
    const [, key, value] = /^([^:]*):(.*)$/s.exec(tag) ?? [];
    if (key === undefined || value === undefined) {
      throw badRequest(`malformed 'tag' parameter, expecting key:value, received: ${tag}`);
    }
    tags.set(key, value);
  }
  for (const json of parameters.getAll('tags')) {
    for (const [key, value] of jsonTags(json)) tags.set(key, value);
  }
  return tags;
}

function jsonTags(json: string): ReadonlyMap<string, string> {
  try {
    return textsIn(json);
  } catch (thrown) {
    throw badRequest(`malformed 'tags' parameter, cannot unmarshal JSON: ${reasonOf(thrown)}`);
  }
}

/** Whether a trace is asked for as it was stored. Its window is only a hint, and ignored. @throws Refusal (400) */
export function traceLegacyIsRaw(parameters: URLSearchParams): boolean {
  read(parameters, 'start', microseconds);
  read(parameters, 'end', microseconds);
  return read(parameters, 'raw', goBool) ?? false;
}

/** The window of a question for dependencies, in nanoseconds since the epoch. @throws Refusal (400) */
export function dependencyWindow(
  parameters: URLSearchParams,
  nowMs: number,
): { readonly startMin: bigint; readonly startMax: bigint } {
  const startMax = read(parameters, 'endTs', milliseconds) ?? BigInt(nowMs) * NS_PER_MS;
  const lookback =
    read(parameters, 'lookback', milliseconds) ?? BigInt(DEFAULT_LOOKBACK_MS) * NS_PER_MS;
  return { startMin: startMax - lookback, startMax };
}
