import type { TraceFilter } from '../../../analysis/trace-filter.ts';
import { parseDurationMs } from '../../../base/duration.ts';
import { type Micros, micros } from '../../../model/units.ts';

/** Which traces a page is about. */
export interface Scope {
  /** A run of the ledger; undefined for a time. */
  readonly run: number | undefined;
  /** Milliseconds back from now. */
  readonly lookbackMs: number;
  /** Undefined unless the address names both ends. */
  readonly window: { readonly fromUs: Micros; readonly toUs: Micros } | undefined;
  /** The newest ones alone; undefined for all, spread over the time. */
  readonly limit: number | undefined;
  readonly filter: TraceFilter;
}

export const HOUR_MS = 3_600_000;

/**
 * The parameters that choose traces. Those that Jaeger's UI has too are named and written as there, so that an address
 * of one opens the same search in the other.
 *
 * @see https://github.com/jaegertracing/jaeger-ui SearchForm
 */
export const SCOPE_KEYS = [
  'run',
  'service',
  'operation',
  'tags',
  'lookback',
  'start',
  'end',
  'minDuration',
  'maxDuration',
  'errors',
  'limit',
] as const;

/** What an address asks for. Values that are malformed count as absent: {@link notUnderstood} names them. */
export function scopeOf(query: URLSearchParams): Scope {
  const [fromUs, toUs] = [wholeNumber(query.get('start')), wholeNumber(query.get('end'))];
  const limit = wholeNumber(query.get('limit'));
  const run = wholeNumber(query.get('run'));
  return {
    run: run === 0 ? undefined : run,
    lookbackMs: parseDurationMs(query.get('lookback') ?? '') ?? HOUR_MS,
    window:
      fromUs !== undefined && toUs !== undefined
        ? { fromUs: micros(fromUs), toUs: micros(toUs) }
        : undefined,
    limit: limit === 0 ? undefined : limit,
    filter: {
      service: named(query.get('service')),
      operation: named(query.get('operation')),
      attributes: tagsIn(query.get('tags') ?? ''),
      ...(!isUpsideDown(query) && {
        minDurationUs: durationUs(query.get('minDuration')),
        maxDurationUs: durationUs(query.get('maxDuration')),
      }),
      ...(query.get('errors') === 'true' && { errors: true }),
    },
  };
}

const hasWindow = (_: string, query: URLSearchParams): boolean =>
  scopeOf(query).window !== undefined;

const isDuration = (text: string): boolean => parseDurationMs(text) !== undefined;

/** Of each parameter that chooses traces: whether its value can be read. */
const READABLE: Readonly<Record<string, (text: string, query: URLSearchParams) => boolean>> = {
  run: isCount,
  limit: isCount,
  tags: areTags,
  tag: () => false,
  traceID: () => false,
  lookback: (text, query) => (text === 'custom' ? hasWindow(text, query) : isDuration(text)),
  start: hasWindow,
  end: hasWindow,
  minDuration: isDuration,
  maxDuration: isDuration,
  errors: (text) => text === 'true' || text === 'false',
  ticked: areTicks,
};

/** What of an address is left out. */
export interface LeftOut {
  /** `name=value`, as it stands there. */
  readonly text: string;
  /** The parameters without which it would not be there. */
  readonly keys: readonly string[];
}

/** The parameters of an address that should choose traces and cannot be read, or exclude each other. */
export function notUnderstood(query: URLSearchParams): readonly LeftOut[] {
  const unreadable = [...query].flatMap(([key, text]): LeftOut[] => {
    const isReadable = Object.hasOwn(READABLE, key) ? READABLE[key] : undefined;
    if (text === '' || !isReadable || isReadable(text, query)) return [];
    return [{ text: `${key}=${text}`, keys: [key] }];
  });
  if (!isUpsideDown(query)) return unreadable;
  const [min, max] = LENGTHS.map((key) => `${key}=${query.get(key) ?? ''}`);
  return [...unreadable, { text: `${min} above ${max}`, keys: LENGTHS }];
}

const LENGTHS = ['minDuration', 'maxDuration'] as const;

/** Whether the least duration is above the longest: no trace has both. */
export function isUpsideDown(query: URLSearchParams): boolean {
  const [min = 0, max = Infinity] = LENGTHS.map((key) => durationUs(query.get(key)));
  return min > max;
}

const MOST_TICKED = 2;

/** The traces that are chosen to be compared; none where there are more than can be. */
export function tickedIn(query: URLSearchParams): readonly string[] {
  const text = query.get('ticked') ?? '';
  return text === '' || !areTicks(text) ? [] : text.split(',');
}

function areTicks(text: string): boolean {
  const ids = text.split(',');
  return ids.length <= MOST_TICKED && ids.every((id) => /^[0-9a-f]{1,32}$/i.test(id));
}

function isCount(text: string): boolean {
  return (wholeNumber(text) ?? 0) > 0;
}

/** The query with Jaeger's `tag=key:value`, of which there may be several, among its `tags`. */
export function withTags(query: URLSearchParams): URLSearchParams {
  const tags = query.get('tags') ?? '';
  const isPair = (text: string): boolean => text.indexOf(':') > 0;
  const more = query.getAll('tag');
  if (!more.some(isPair) || !areTags(tags)) return query;
  const all = new Map(Object.entries(tagsIn(tags) ?? {}));
  const copy = new URLSearchParams(query);
  copy.delete('tag');
  for (const text of more) {
    const colon = text.indexOf(':');
    if (isPair(text)) all.set(text.slice(0, colon), text.slice(colon + 1));
    else copy.append('tag', text);
  }
  copy.set('tags', JSON.stringify(Object.fromEntries(all)));
  return copy;
}

/** "all" is how Jaeger's form says any. */
const named = (text: string | null): string | undefined =>
  text === null || text === '' || text === 'all' ? undefined : text;

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;

function durationUs(text: string | null): Micros | undefined {
  const ms = parseDurationMs(text ?? '');
  return ms === undefined ? undefined : micros(Math.round(ms * 1000));
}

/**
 * Tags as Jaeger's addresses have them, `{"http.method":"GET"}`, or as its form takes them: `key=value`, several with
 * spaces between, in quotes where a value contains one.
 */
export function tagsIn(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text.trim().startsWith('{') ? jsonPairs(text) : logfmtPairs(text);
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function jsonPairs(text: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(text);
    return Object.entries(value as object).map(([key, one]) => [key, String(one)]);
  } catch {
    return [];
  }
}

/** Whether all of a text is tags, in one of the two forms. */
export function areTags(text: string): boolean {
  if (text.trim().startsWith('{')) return text.trim() === '{}' || jsonPairs(text).length > 0;
  return text.replaceAll(PAIR, '').trim() === '';
}

const PAIR = /([^\s=]+)=("(?:[^"\\]|\\.)*"|\S*)/g;

const logfmtPairs = (text: string): [string, string][] =>
  Array.from(text.matchAll(PAIR), ([, key = '', value = '']) => [
    key,
    value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value,
  ]);

/** For a person: "run 3", "the last 60 min". */
export function scopeText({ run, lookbackMs, window }: Scope): string {
  if (run !== undefined) return `run ${run}`;
  if (window) return 'a time window';
  const minutes = lookbackMs / 60_000;
  if (minutes < 1) return `the last ${lookbackMs / 1000} s`;
  return minutes < 120
    ? `the last ${Math.round(minutes)} min`
    : `the last ${Math.round(minutes / 60)} h`;
}
