import { valueIn } from '../model/attribute-text.ts';
import type { Span, Trace } from '../model/trace.ts';
import { CallPath, comparePaths, type CallStep } from './call-path.ts';

/** `service`, `operation` (of a service, wherever it was called), else the key of an attribute. */
export type GroupBy = string;

/** The row of the spans that have no such attribute. */
export const NO_VALUE = '(none)';

/** All spans with one value, wherever in the request they are. */
class ValueGroup {
  readonly group: string;
  readonly level = 0;

  constructor(group: string) {
    this.group = group;
  }

  steps(): CallStep[] {
    return [];
  }
}

/** What the spans of a row have in common: a place in the request, or a value. */
export type RowKey = CallPath | ValueGroup;

/** The value that a row is for; undefined for a place. */
export const groupOf = (row: RowKey): string | undefined =>
  row instanceof ValueGroup ? row.group : undefined;

/** Order for sorting of rows that were made by one `Grouping`. */
export function compareRows(a: RowKey, b: RowKey): number {
  if (a instanceof CallPath && b instanceof CallPath) return comparePaths(a, b);
  const [one, other] = [groupOf(a) ?? '', groupOf(b) ?? ''];
  return one === other ? 0 : one < other ? -1 : 1;
}

/**
 * Sorts spans into rows, each span into one: without a grouping by their places.
 *
 *     places                                        by service
 *     portal > cart > auth  GET /check   11 %       auth   22 %
 *     portal > user > auth  GET /check   11 %
 *
 * Since every span is in one row, sums over all rows are the same however they are grouped.
 *
 * @see docs/definitions.md#groups
 */
export class Grouping {
  readonly #groupBy: GroupBy | undefined;
  readonly #rows = new Map<string, RowKey>();
  /** Of spans without the attribute, as long as none had it. */
  readonly #keys = new Set<string>();
  #hasValue = false;
  #lacks = false;

  constructor(groupBy: GroupBy | undefined) {
    this.#groupBy = groupBy;
  }

  /** @returns the same object for spans of one row */
  rowOf(span: Span, place: CallPath): RowKey {
    if (this.#groupBy === undefined) return place;
    if (this.#groupBy === 'operation') return this.#known(operationKey(place), () => alone(place));
    const value =
      this.#groupBy === 'service' ? span.resource.service : this.valueOf(span, this.#groupBy);
    return this.#known(value, () => new ValueGroup(value));
  }

  /** The keys of attributes that spans have, where none has the one that they were to be grouped by. */
  get otherKeys(): string[] | undefined {
    return this.#lacks && !this.#hasValue ? [...this.#keys] : undefined;
  }

  /** The value that a span is grouped by where that is an attribute. */
  valueOf(span: Span, key: string): string {
    const value = valueOf(span, key);
    if (value !== undefined) this.#hasValue = true;
    else if (!this.#hasValue) this.#see(span);
    return value ?? NO_VALUE;
  }

  #see({ attributes, resource }: Span): void {
    this.#lacks = true;
    for (const key of Object.keys(attributes)) this.#keys.add(key);
    for (const key of Object.keys(resource.attributes)) this.#keys.add(key);
  }

  #known(key: string, make: () => RowKey): RowKey {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = make();
    this.#rows.set(key, row);
    return row;
  }
}

const operationKey = ({ step: { service, name, callee } }: CallPath): string =>
  JSON.stringify([service, name, callee]);

/** An operation without its callers. */
const alone = ({ step }: CallPath): CallPath => new CallPath(step, undefined);

/** Of the span, else of its resource. What is no attribute, but is searched for like one, is grouped likewise. */
function valueOf(span: Span, key: string): string | undefined {
  const { service, attributes } = span.resource;
  if (key === 'service.name') return service;
  if (key === 'span.kind') return span.kind;
  if (key === 'error') return String(span.status === 'error');
  return valueIn([span.attributes, attributes], key);
}

/** The keys of attributes that spans of these traces have, where none has the one they are to be grouped by. */
export function keysInstead(traces: readonly Trace[], groupBy: GroupBy): string[] | undefined {
  if (groupBy === 'service' || groupBy === 'operation') return undefined;
  const grouping = new Grouping(groupBy);
  for (const { spans } of traces) for (const span of spans) grouping.valueOf(span, groupBy);
  return grouping.otherKeys;
}
