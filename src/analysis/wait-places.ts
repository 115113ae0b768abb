import type { Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { stepOf, type CallStep } from './call-path.ts';
import type { CriticalPath } from './critical-path.ts';
import { eventWaits, type EventWait } from './event-wait.ts';
import { foldName } from './fold-text.ts';
import { operationOf } from './operation.ts';

/** Waits between the same events of one place, over many requests. */
export interface WaitPlace extends CallStep, Pick<EventWait, 'after' | 'before'> {
  readonly traces: number;
  readonly totalUs: Micros;
  /** Of one wait. */
  readonly meanUs: Micros;
  readonly maxUs: Micros;
  /** The trace with `maxUs`. */
  readonly exemplarTraceId: string;
}

interface Tally {
  readonly told: CallStep & Pick<EventWait, 'after' | 'before'>;
  readonly traces: Set<string>;
  waits: number;
  totalUs: number;
  max: { readonly us: number; readonly traceId: string };
}

/** Adds up what `eventWaits` finds in each request. Names of events that differ only in numbers count as equal. */
export class WaitPlaces {
  readonly #tallies = new Map<string, Tally>();
  readonly #nameOf: (span: Span) => string;

  /** @param exactNames as the spans are named, and not as their operations are grouped */
  constructor(exactNames = false) {
    this.#nameOf = exactNames ? (span) => span.name : operationOf;
  }

  add(trace: Trace, path: CriticalPath): void {
    for (const { span, waitUs, after, before } of eventWaits(path)) {
      const told = {
        ...stepOf(span, trace, this.#nameOf(span)),
        after: after === undefined ? undefined : foldName(after),
        before: foldName(before),
      };
      const key = JSON.stringify([told.service, told.name, told.callee, told.after, told.before]);
      const here = { us: waitUs, traceId: trace.traceId };
      const known = this.#tallies.get(key);
      const tally = known ?? { told, traces: new Set<string>(), waits: 0, totalUs: 0, max: here };
      if (known === undefined) this.#tallies.set(key, tally);
      tally.traces.add(trace.traceId);
      tally.waits += 1;
      tally.totalUs += waitUs;
      if (here.us > tally.max.us || (here.us === tally.max.us && here.traceId < tally.max.traceId))
        tally.max = here;
    }
  }

  /** Most time first. */
  finish(limit: number): WaitPlace[] {
    return Array.from(this.#tallies)
      .sort(([a, one], [b, other]) => other.totalUs - one.totalUs || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([, { told, traces, waits, totalUs, max }]) => ({
        ...told,
        traces: traces.size,
        totalUs: micros(totalUs),
        meanUs: micros(Math.round(totalUs / waits)),
        maxUs: micros(max.us),
        exemplarTraceId: max.traceId,
      }));
  }
}
