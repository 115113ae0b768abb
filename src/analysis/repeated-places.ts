import { micros, type Micros } from '../model/units.ts';
import type { CallShape } from './call-shape.ts';
import type { RepeatedCall, RepeatVerdict } from './n-plus-one.ts';

/** Repeated calls of one shape and verdict, over many traces. */
export interface RepeatedPlace extends CallShape {
  readonly verdict: RepeatVerdict;
  readonly traces: number;
  /** The most below one span. */
  readonly mostCalls: number;
  /** The most that ran at a time. */
  readonly width: number;
  /** Of the calls below one span, those that only repeat one that had failed. */
  readonly mostRetries: number;
  /** In no trace did the request wait for any of them. */
  readonly offPath: boolean;
  /** The most that one call in place of all could have saved in one trace. */
  readonly mostSavedUs: Micros;
  readonly totalSavedUs: Micros;
  /** The trace with `mostSavedUs`. */
  readonly exemplarTraceId: string;
}

interface Tally {
  readonly first: RepeatedCall;
  readonly savedIn: Map<string, number>;
  mostCalls: number;
  mostRetries: number;
  width: number;
  offPath: boolean;
}

/** Adds up what `repeatedCalls` finds in each trace. The order of the traces does not matter. */
export class RepeatedPlaces {
  readonly #tallies = new Map<string, Tally>();

  add(calls: readonly RepeatedCall[]): void {
    for (const call of calls) {
      const { verdict, service, name, callee, detail, spans, savedUs, parent } = call;
      const key = JSON.stringify([verdict, service, name, callee, detail]);
      const tally: Tally = this.#tallies.get(key) ?? {
        first: call,
        savedIn: new Map<string, number>(),
        mostCalls: 0,
        mostRetries: 0,
        width: 0,
        offPath: true,
      };
      this.#tallies.set(key, tally);
      tally.width = Math.max(tally.width, call.width);
      tally.mostRetries = Math.max(tally.mostRetries, call.retries);
      tally.offPath &&= call.offPath;
      tally.mostCalls = Math.max(tally.mostCalls, spans.length);
      tally.savedIn.set(parent.traceId, (tally.savedIn.get(parent.traceId) ?? 0) + savedUs);
    }
  }

  /** Most time to be saved first. */
  finish(): RepeatedPlace[] {
    return Array.from(this.#tallies)
      .map(([key, tally]) => [key, placeOf(tally)] as const)
      .sort(([a, one], [b, other]) => other.totalSavedUs - one.totalSavedUs || (a < b ? -1 : 1))
      .map(([, place]) => place);
  }
}

function placeOf({ first, savedIn, mostCalls, width, mostRetries, offPath }: Tally): RepeatedPlace {
  const { verdict, service, name, callee, detail } = first;
  let [exemplarTraceId, mostSaved, total] = ['', -1, 0];
  for (const [traceId, saved] of savedIn) {
    total += saved;
    if (saved > mostSaved || (saved === mostSaved && traceId < exemplarTraceId))
      [exemplarTraceId, mostSaved] = [traceId, saved];
  }
  return {
    verdict,
    service,
    name,
    callee,
    detail,
    traces: savedIn.size,
    mostCalls,
    width,
    mostRetries,
    offPath,
    mostSavedUs: micros(mostSaved),
    totalSavedUs: micros(total),
    exemplarTraceId,
  };
}
