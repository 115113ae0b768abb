import { percentilesOf } from '../base/percentile.ts';
import { micros, type Micros } from '../model/units.ts';
import type { CallStep } from './call-path.ts';
import { compareRows, groupOf, type RowKey } from './grouping.ts';
import type { CallPathTime, SlowestBy, SlowestSection } from './slowest-finding.ts';
import type { TimedSpan } from './span-times.ts';

/** What is known of one row after some traces. */
interface RowTally {
  readonly row: RowKey;
  totalUs: number;
  spans: number;
  /** The row's time in the trace that is being added. */
  traceUs: number;
  /** The row's time in each trace that has it. */
  readonly perTrace: Micros[];
  maxUs: number;
  exemplarTraceId: string;
}

/** Of one operation, wherever it was called. */
export interface OperationTime {
  readonly step: CallStep;
  readonly totalUs: number;
}

const NOT_IN_TRACE = -1;

function closeTrace(tally: RowTally, traceId: string): void {
  const us = tally.traceUs;
  tally.traceUs = NOT_IN_TRACE;
  tally.totalUs += us;
  tally.perTrace.push(micros(us));
  if (us > tally.maxUs || (us === tally.maxUs && traceId < tally.exemplarTraceId)) {
    tally.maxUs = us;
    tally.exemplarTraceId = traceId;
  }
}

/** Adds up the requests that began with one operation. */
export class SectionTally {
  readonly #root: Pick<SlowestSection, 'service' | 'operation'>;
  readonly #by: SlowestBy;
  readonly #rows = new Map<RowKey, RowTally>();
  #requests = 0;
  #traces = 0;
  /** Requests of one trace are added one after the other. */
  #lastTraceId = '';
  #requestsUs = 0;
  #selfUs = 0;

  constructor(root: Pick<SlowestSection, 'service' | 'operation'>, by: SlowestBy) {
    this.#root = root;
    this.#by = by;
  }

  /** Of the requests, not of the places: it stays the same whatever is asked for. */
  get totalUs(): number {
    return this.#requestsUs;
  }

  /** Of the rows that were asked for; undefined where no request has one. */
  get rowsUs(): number | undefined {
    if (this.#rows.size === 0) return undefined;
    return Array.from(this.#rows.values()).reduce((sum, { totalUs }) => sum + totalUs, 0);
  }

  /**
   * @param all spans of one request, at least one
   * @param asked those of them whose places are to be ranked
   */
  add(all: readonly TimedSpan[], asked: readonly TimedSpan[]): void {
    this.#requests += 1;
    const traceId = all[0]?.span.traceId ?? '';
    if (traceId !== this.#lastTraceId) this.#traces += 1;
    this.#lastTraceId = traceId;
    this.#requestsUs += all[0]?.requestUs ?? 0;
    this.#selfUs += all.reduce((sum, { selfUs }) => sum + selfUs, 0);
    const inTrace: RowTally[] = [];
    for (const { row, rankedUs } of asked) {
      const tally = this.#tallyOf(row);
      if (tally.traceUs === NOT_IN_TRACE) {
        tally.traceUs = 0;
        inTrace.push(tally);
      }
      tally.traceUs += rankedUs;
      tally.spans += 1;
    }
    for (const tally of inTrace) closeTrace(tally, traceId);
  }

  #tallyOf(row: RowKey): RowTally {
    const known = this.#rows.get(row);
    if (known !== undefined) return known;
    const none = { totalUs: 0, spans: 0, traceUs: NOT_IN_TRACE, maxUs: -1, exemplarTraceId: '' };
    const tally: RowTally = { row, perTrace: [], ...none };
    this.#rows.set(row, tally);
    return tally;
  }

  /** What takes most time where all places of an operation are added up; undefined of groups. */
  mostOperation(): OperationTime | undefined {
    const operations = new Map<string, OperationTime>();
    for (const { row, totalUs } of this.#rows.values()) {
      const step = row.steps().at(-1);
      if (step === undefined) return undefined;
      const key = JSON.stringify([step.service, step.name, step.callee]);
      operations.set(key, { step, totalUs: totalUs + (operations.get(key)?.totalUs ?? 0) });
    }
    return Array.from(operations)
      .sort(([a, one], [b, other]) => other.totalUs - one.totalUs || (a < b ? -1 : 1))
      .map(([, operation]) => operation)[0];
  }

  finish(limit: number): SlowestSection {
    const rows = Array.from(this.#rows.values()).filter(({ totalUs }) => totalUs > 0);
    rows.sort((a, b) => b.totalUs - a.totalUs || compareRows(a.row, b.row));
    return {
      ...this.#root,
      requests: this.#requests,
      traces: this.#traces,
      totalUs: micros(this.#requestsUs),
      meanUs: micros(Math.round(this.#requestsUs / this.#requests)),
      paths: rows.slice(0, limit).map((tally) => this.#timeOf(tally)),
      pathCount: rows.length,
    };
  }

  #timeOf({ row, totalUs, spans, perTrace, maxUs, exemplarTraceId }: RowTally): CallPathTime {
    const absent = new Array<Micros>(this.#requests - perTrace.length).fill(micros(0));
    const { p50 = micros(0), p95 } = percentilesOf([...perTrace, ...absent]);
    const whole = this.#by === 'self' ? this.#selfUs : this.#requestsUs;
    return {
      group: groupOf(row),
      steps: row.steps(),
      level: row.level,
      totalUs: micros(totalUs),
      meanUs: micros(Math.round(totalUs / this.#requests)),
      // Only by duration can there be a place in requests that took no time at all.
      share: whole === 0 ? 0 : totalUs / whole,
      spansPerTrace: spans / this.#requests,
      presentIn: perTrace.length,
      p50Us: p50,
      p95Us: p95,
      maxUs: micros(maxUs),
      exemplarTraceId,
    };
  }
}
