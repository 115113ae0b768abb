import { durationText } from '../../base/duration.ts';
import { rfc3339 } from '../../model/instant.ts';
import type { Micros } from '../../model/units.ts';
import { printable } from '../../render/terminal/printable.ts';
import type { Tag } from '../shell/options.ts';
import type { TraceChoice } from '../shell/trace-options.ts';

/** What of a source says which traces it has. */
interface Chosen {
  readonly choice: TraceChoice;
  readonly client: { readonly url: string };
  readonly files?: readonly string[] | undefined;
  readonly reach?: Partial<TraceChoice> | undefined;
  readonly lab: unknown;
}

/** The options that ask another command for the same traces, each with a space before it; "" for a lab's latest run. */
export function sameTraces({ choice, client, files, lab, reach }: Chosen): string {
  const jaegerUrl = lab || files || reach?.target ? undefined : client.url;
  const asked: Partial<TraceChoice> = { ...choice, ...reach, file: files, jaegerUrl };
  return Object.entries(TYPED)
    .flatMap(([key, typed]) => {
      const value = asked[key as keyof typeof TYPED];
      const option = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (value === undefined) return [];
      return typed(value as never).map((one) => ` --${option}${one && ` ${shellWord(one)}`}`);
    })
    .join('');
}

/** The same without what chooses among the traces of a run, a window or files. */
export const sameRun = (source: Chosen): string => {
  const { name, run } = source.choice;
  return sameTraces({ ...source, choice: { name, run } });
};

/** A trace id as it can be typed: the beginning of one is only looked up within a run. */
export const typedId = (traceId: string, isOfRun: boolean): string =>
  isOfRun ? traceId.slice(0, 8) : traceId;

const text = (value: string | number): string[] => [String(value)];
const duration = (ms: number): string[] => [durationText(ms)];
const moment = (us: Micros): string[] => [rfc3339(us)];
const list = (values: readonly string[]): string[] => [...values];
const pairs = (tags: readonly Tag[]): string[] => tags.map(([key, value]) => `${key}=${value}`);
const tags = (values: Readonly<Record<string, string>>): string[] => pairs(Object.entries(values));

/** Each option as it is typed. */
const TYPED = {
  jaegerUrl: text,
  target: text,
  file: list,
  bearerTokenFile: text,
  ca: text,
  cert: text,
  key: text,
  insecure: (isAsked: boolean): string[] => (isAsked ? [''] : []),
  service: text,
  withoutService: list,
  operation: text,
  notOperation: list,
  tag: tags,
  notTag: pairs,
  errors: (isAsked: boolean): string[] => (isAsked ? [''] : []),
  minSpans: text,
  min: duration,
  max: duration,
  spanMin: duration,
  spanMax: duration,
  run: text,
  since: duration,
  from: moment,
  to: moment,
  maxTraces: text,
} as const;

/** As a shell takes it for one word. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", `'\\''`)}'`;
