/** What Jaeger keeps in an index. */
export const KINDS = ['span', 'service', 'dependencies', 'sampling'] as const;
export type IndexKind = (typeof KINDS)[number];

/** An index of Jaeger by its name: of one day (or hour), or the nth of a rollover. */
export interface IndexName {
  readonly name: string;
  readonly kind: IndexKind;
  /** Traces that a person has put aside: `jaeger-span-archive…`. */
  readonly isArchive: boolean;
  /** The time that its data is of; milliseconds since the epoch. Absent for a rollover. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** 1 for the first index of a rollover; absent for a daily or hourly index. */
  readonly sequence?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const FORM =
  /^jaeger-(?<kind>span|service|dependencies|sampling)(?<archive>-archive)?-(?:(?<sequence>\d{6})|(?<year>\d{4})[-.]?(?<month>\d{2})[-.]?(?<day>\d{2})(?:[-.](?<hour>\d{2}))?)$/;

/**
 * Reads the name of an index that Jaeger made with this prefix.
 *
 * @param prefix as Jaeger is given it, without the dash after it; "" for none
 * @returns undefined for any other index: also for one of another prefix that ends with this one
 * @see https://github.com/jaegertracing/jaeger/tree/main/cmd/es-index-cleaner
 */
export function parseIndexName(name: string, prefix: string): IndexName | undefined {
  const start = startOf(prefix);
  const groups = name.startsWith(start) ? FORM.exec(name.slice(start.length))?.groups : undefined;
  if (!groups) return undefined;
  const { kind, archive, sequence } = groups;
  const known = { name, kind: kind as IndexKind, isArchive: archive !== undefined };
  if (sequence !== undefined) return { ...known, sequence: Number(sequence) };
  const time = timeOf(groups);
  return time && { ...known, ...time };
}

/** Jaeger puts a dash after a prefix, unless it ends with one. */
export const startOf = (prefix: string): string =>
  prefix === '' || prefix.endsWith('-') ? prefix : `${prefix}-`;

function timeOf({
  year = '',
  month = '',
  day = '',
  hour,
}: Readonly<Record<string, string>>): Pick<IndexName, 'fromMs' | 'toMs'> | undefined {
  const fromMs = Date.parse(`${year}-${month}-${day}T${hour ?? '00'}:00:00Z`);
  if (Number.isNaN(fromMs)) return undefined;
  return { fromMs, toMs: fromMs + (hour === undefined ? DAY_MS : HOUR_MS) };
}
