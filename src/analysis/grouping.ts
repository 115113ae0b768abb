import { valueIn } from '../model/attribute-text.ts';
import type { Span } from '../model/trace.ts';
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

  constructor(groupBy: GroupBy | undefined) {
    this.#groupBy = groupBy;
  }

  /** @returns the same object for spans of one row */
  rowOf(span: Span, place: CallPath): RowKey {
    if (this.#groupBy === undefined) return place;
    if (this.#groupBy === 'operation') return this.#known(operationKey(place), () => alone(place));
    const value =
      this.#groupBy === 'service' ? span.resource.service : valueOf(span, this.#groupBy);
    return this.#known(value, () => new ValueGroup(value));
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
function valueOf(span: Span, key: string): string {
  const { service, attributes } = span.resource;
  if (key === 'service.name') return service;
  if (key === 'span.kind') return span.kind;
  if (key === 'error') return String(span.status === 'error');
  return valueIn([span.attributes, attributes], key) ?? NO_VALUE;
}
