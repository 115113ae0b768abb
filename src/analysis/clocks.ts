import { groupBy } from '../base/group-by.ts';
import { assembleTrace } from '../model/assemble.ts';
import type { Resource, Span, Trace } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { ClockNames } from './clock-names.ts';
import { allowedShifts, clockPairsOf, isAllowed, type AllowedShifts } from './clock-pairs.ts';
import { type Shift, shiftOf } from './clock-shift.ts';

/**
 * Two services whose clocks disagree, as far as their calls prove it. `service` is the one whose times are moved: the
 * callee, unless its clock agrees with that of most roots and its caller's does not.
 */
export interface ClockDisagreement {
  readonly service: string;
  /** Which instance, host or pod of the service, where it has several clocks. */
  readonly instance?: string | undefined;
  readonly other: string;
  /** At least so much is the service's clock ahead of the other's; below 0 it is behind. */
  readonly aheadUs: Micros;
  /** What was added to its times for the analysis; where that changes, in the median against the other's. */
  readonly movedUs: Micros;
  /** Traces whose calls cannot have happened by both clocks, of those with such calls. */
  readonly traceIds: readonly string[];
  readonly ofTraces: number;
  /** No one shift suits all traces: each is moved by what its own calls show, and `movedUs` is the median. */
  readonly isChanging?: true;
}

export interface Clocks {
  /** Most traces first. */
  readonly disagreements: readonly ClockDisagreement[];
  /** The trace by one clock; the same one where nothing in it has to be moved. */
  readonly move: (trace: Trace) => Trace;
}

/** What the calls from one clock to another show. */
interface PairTally {
  readonly from: Resource;
  readonly to: Resource;
  readonly shifts: AllowedShifts[];
  readonly traces: Set<string>;
  readonly odd: Set<string>;
}

/**
 * Finds out from the calls of many traces which clocks disagree, and by how much.
 *
 *     gateway  client   ├────────────────────┤          moved by −30 to −50 ms the server lies within its client;
 *     billing   server          ├────────────────┤      so do those of most other calls: moved by −40 ms
 *
 * Where most calls allow that two clocks agree, they do, and a single odd call is only a remark. One offset for each
 * clock; that of most roots is right; offsets add up along chains of calls, breadth first. Where no offset suits a fifth
 * of the calls, a clock drifts or was set: then each trace is moved by its own calls.
 *
 * @see docs/definitions.md#clocks
 */
export class ClockTally {
  readonly #pairs = new Map<string, PairTally>();
  readonly #roots = new Map<string, number>();
  readonly #names = new ClockNames();
  readonly #isAlone: boolean;

  /** @param isAlone of one trace: its own calls are all there is */
  constructor(isAlone = false) {
    this.#isAlone = isAlone;
  }

  /** @returns whether anything in the trace may have to be moved */
  add(trace: Trace): boolean {
    const pairs = clockPairsOf(trace);
    if (pairs.length === 0) return false;
    for (const { resource } of trace.roots) {
      const key = this.#names.add(resource);
      this.#roots.set(key, (this.#roots.get(key) ?? 0) + 1);
    }
    for (const pair of pairs) {
      const tally = this.#tallyOf(pair.client, pair.server);
      tally.traces.add(trace.traceId);
      const shifts = allowedShifts(pair);
      if (shifts === undefined) continue;
      tally.shifts.push(shifts);
      if (!isAllowed(shifts, 0)) tally.odd.add(trace.traceId);
    }
    return true;
  }

  #tallyOf({ resource: from }: Span, { resource: to }: Span): PairTally {
    const key = JSON.stringify([this.#names.add(from), this.#names.add(to)]);
    const known = this.#pairs.get(key);
    if (known !== undefined) return known;
    const tally = { from, to, shifts: [], traces: new Set<string>(), odd: new Set<string>() };
    this.#pairs.set(key, tally);
    return tally;
  }

  finish(): Clocks {
    const judged = Array.from(this.#pairs.values(), (tally) => ({
      ...tally,
      shift: shiftOf(tally.shifts, this.#isAlone ? 1 : tally.traces.size),
    }));
    const clockOf = (resource: Resource): string => this.#names.clockOf(resource);
    const steps = judged.map(({ from, to, shift }) => ({
      from: clockOf(from),
      to: clockOf(to),
      byUs: shift === undefined || shift.isChanging ? 0 : shift.byUs,
    }));
    const roots = new Map<string, number>();
    for (const [key, n] of this.#roots)
      roots.set(this.#names.rootOf(key), (roots.get(this.#names.rootOf(key)) ?? 0) + n);
    const offsets = offsetsAlong(steps, roots);
    const order = new Map(Array.from(offsets.keys(), (clock, i) => [clock, i]));
    const named = (resource: Resource): NamedClock => this.#named(resource, offsets, order);
    const shown = judged.flatMap(({ shift, ...pair }) =>
      shift === undefined
        ? []
        : [shownOf(pair, shift, { from: named(pair.from), to: named(pair.to) })],
    );
    const disagreements = Array.from(groupBy(shown, ({ found }) => whoseOf(found)).values(), asOne)
      .flat()
      .sort(
        (a, b) =>
          b.traceIds.length - a.traceIds.length ||
          compareText(JSON.stringify(a), JSON.stringify(b)),
      );
    return {
      disagreements,
      move: (trace) => {
        if (disagreements.length === 0) return trace;
        const steady = moved(trace, (resource) => offsets.get(clockOf(resource)) ?? 0);
        return disagreements.some(({ isChanging }) => isChanging) ? movedAlone(steady) : steady;
      },
    };
  }

  #named(
    resource: Resource,
    offsets: ReadonlyMap<string, number>,
    order: ReadonlyMap<string, number>,
  ): NamedClock {
    const clock = this.#names.clockOf(resource);
    return {
      instance: this.#names.instanceOf(resource),
      offsetUs: offsets.get(clock) ?? 0,
      foundAs: order.get(clock) ?? 0,
    };
  }
}

interface NamedClock {
  /** Where the service has several clocks. */
  readonly instance: string | undefined;
  readonly offsetUs: number;
  /** The offset of a later one follows from those of earlier ones. */
  readonly foundAs: number;
}

/** What the calls between two clocks show, of the one that is named for it. */
interface Shown {
  readonly found: ClockDisagreement;
  /** The other clock was moved as well. */
  readonly isOtherMoved: boolean;
  /** Traces with calls between the two clocks. */
  readonly seenIn: ReadonlySet<string>;
}

/** Named is the clock that was moved; of two the one whose offset follows from the other's. */
function shownOf(
  tally: PairTally,
  shift: Shift,
  { from, to }: { readonly from: NamedClock; readonly to: NamedClock },
): Shown {
  const isTurned = from.offsetUs !== 0 && (to.offsetUs === 0 || from.foundAs > to.foundAs);
  const [named, other] = isTurned ? [from, to] : [to, from];
  const found = disagreementOf(tally, shift);
  return {
    found: {
      ...(isTurned ? turned(found) : found),
      ...(!shift.isChanging && { movedUs: micros(named.offsetUs) }),
      ...(named.instance !== undefined && { instance: named.instance }),
    },
    isOtherMoved: other.offsetUs !== 0,
    seenIn: tally.traces,
  };
}

const whoseOf = ({ service, instance, isChanging }: ClockDisagreement): string =>
  JSON.stringify([service, instance, isChanging]);

/** Each clock is named once: against one that was not moved, if calls show it so, and by the call that shows most. */
function asOne(all: readonly Shown[]): ClockDisagreement[] {
  const [most] = all.toSorted(
    ({ found: a, isOtherMoved: x }, { found: b, isOtherMoved: y }) =>
      Number(x) - Number(y) ||
      Math.abs(b.aheadUs) - Math.abs(a.aheadUs) ||
      Math.abs(a.movedUs) - Math.abs(b.movedUs) ||
      compareText(a.other, b.other),
  );
  if (most === undefined) return [];
  const traceIds = [...new Set(all.flatMap(({ found }) => found.traceIds))].sort();
  const ofTraces = new Set(all.flatMap(({ seenIn }) => [...seenIn])).size;
  return [{ ...most.found, traceIds, ofTraces }];
}

/** By what its own calls show, where the clocks of all traces cannot be put right by one shift. */
function movedAlone(trace: Trace): Trace {
  const tally = new ClockTally(true);
  return tally.add(trace) ? tally.finish().move(trace) : trace;
}

/** The clocks of these traces. */
export function clocksOf(traces: Iterable<Trace>): Clocks {
  const tally = new ClockTally();
  for (const trace of traces) tally.add(trace);
  return tally.finish();
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

interface Step {
  readonly from: string;
  readonly to: string;
  readonly byUs: number;
}

/** What to add to the times of each clock, from that of most roots on. */
function offsetsAlong(
  steps: readonly Step[],
  roots: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const ways = new Map<string, { to: string; byUs: number }[]>();
  const add = (from: string, to: string, byUs: number): void => {
    const known = ways.get(from);
    if (known === undefined) ways.set(from, [{ to, byUs }]);
    else known.push({ to, byUs });
  };
  const inOrder = steps.toSorted(
    (a, b) => compareText(a.from, b.from) || compareText(a.to, b.to) || a.byUs - b.byUs,
  );
  for (const { from, to, byUs } of inOrder) {
    add(from, to, byUs);
    add(to, from, -byUs);
  }
  const offsets = new Map<string, number>();
  const starts = Array.from(ways.keys()).sort(
    (a, b) => (roots.get(b) ?? 0) - (roots.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  for (const start of starts) {
    if (offsets.has(start)) continue;
    offsets.set(start, 0);
    const waiting = [start];
    for (const at of waiting) {
      const next = (ways.get(at) ?? []).filter(({ to }) => !offsets.has(to));
      for (const { to, byUs } of next) offsets.set(to, (offsets.get(at) ?? 0) + byUs);
      waiting.push(...next.map(({ to }) => to));
    }
  }
  return offsets;
}

function disagreementOf(tally: PairTally, { byUs, leastUs, isChanging }: Shift): ClockDisagreement {
  const { from, to, traces, odd } = tally;
  return {
    service: to.service,
    other: from.service,
    aheadUs: micros(-leastUs),
    movedUs: micros(byUs),
    traceIds: Array.from(odd).sort(),
    ofTraces: traces.size,
    ...(isChanging && { isChanging }),
  };
}

/** The same disagreement, with the other clock first. */
const turned = ({ service, other, aheadUs, movedUs, ...rest }: ClockDisagreement) => ({
  ...{ service: other, other: service, ...rest },
  aheadUs: micros(-1 * aheadUs),
  movedUs: micros(-1 * movedUs),
});

function moved(trace: Trace, offsetOf: (resource: Resource) => number): Trace {
  const spans = trace.spans.map((span) => {
    const offset = offsetOf(span.resource);
    return offset === 0 ? span : movedSpan(span, offset);
  });
  return spans.some(({ movedUs }) => movedUs !== undefined) ? assembleTrace(spans) : trace;
}

function movedSpan(span: Span, byUs: number): Span {
  return {
    ...span,
    startUs: micros(span.startUs + byUs),
    movedUs: micros(byUs),
    events: span.events.map((event) => ({ ...event, timeUs: micros(event.timeUs + byUs) })),
  };
}
