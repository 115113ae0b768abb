import type { Span, Trace } from '../model/trace.ts';
import { operationOf } from './operation.ts';
import { namedPeer } from './peer-name.ts';

/** One step of a call path: what a service did, and its callee where the span's name lacks it. */
export interface CallStep {
  readonly service: string;
  /** As the span is named, or, where many spans are one place, as its operation is grouped. */
  readonly name: string;
  /** Of a client span: the service, or else the address, that it called. */
  readonly callee: string | undefined;
}

/** Of a longer path only its two ends are kept: those of 10,000 nested spans would be 50 million steps. */
const MOST_STEPS = 64;

/** Where in the request a span stands: the steps from the root down to it. */
export class CallPath {
  readonly step: CallStep;
  readonly caller: CallPath | undefined;
  /** 1 for the root. */
  readonly level: number;
  /** Made when first needed: most places are leaves. */
  #below: Places | undefined;

  constructor(step: CallStep, caller: CallPath | undefined) {
    this.step = step;
    this.caller = caller;
    this.level = (caller?.level ?? 0) + 1;
  }

  below(step: CallStep): CallPath {
    this.#below ??= new Map();
    return placeIn(this.#below, step, this);
  }

  /** From the root to this one; of more than 64 the first half and the last. */
  steps(): CallStep[] {
    const half = MOST_STEPS / 2;
    const upwards = [this.step];
    for (let at = this.caller; at !== undefined; at = at.caller)
      if (upwards.length < half || at.level <= half) upwards.push(at.step);
    return upwards.reverse();
  }
}

/** Order for sorting: nearer to the root first, then by names. Two places are equal only if they are the same. */
export function comparePaths(a: CallPath, b: CallPath): number {
  if (a.level !== b.level) return a.level - b.level;
  let [at, other]: (CallPath | undefined)[] = [a, b];
  while (at !== undefined && other !== undefined && at !== other) {
    const [key, otherKey] = [keyOf(at.step), keyOf(other.step)];
    if (key !== otherKey) return key < otherKey ? -1 : 1;
    [at, other] = [at.caller, other.caller];
  }
  return 0;
}

/** The call paths of many traces: spans that stand in the same place get the same object. */
export class CallTree {
  readonly #tops: Places = new Map();
  readonly #nameOf: (span: Span) => string;

  /** @param exactNames as the spans are named, and not as their operations are grouped */
  constructor(exactNames = false) {
    this.#nameOf = exactNames ? (span) => span.name : operationOf;
  }

  #stepOf(span: Span, trace: Trace): CallStep {
    return stepOf(span, trace, this.#nameOf(span));
  }

  /** Every span below a root and the root itself, each with its call path; parents come before their children. */
  place(trace: Trace, root: Span): PlacedSpan[] {
    const placed: PlacedSpan[] = [];
    const top = placeIn(this.#tops, this.#stepOf(root, trace), undefined);
    const waiting: PlacedSpan[] = [{ span: root, place: top }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      placed.push(next);
      const { span, place } = next;
      for (const child of trace.children(span.spanId)) {
        waiting.push({ span: child, place: place.below(this.#stepOf(child, trace)) });
      }
    }
    return placed;
  }
}

export interface PlacedSpan {
  readonly span: Span;
  readonly place: CallPath;
}

/** By name, service and callee: looking up three texts that are there takes less time than joining them to one. */
type Places = Map<string, PlacesOfName>;
type PlacesOfName = Map<string, PlacesOfService>;
type PlacesOfService = Map<string | undefined, CallPath>;

function placeIn(known: Places, step: CallStep, caller: CallPath | undefined): CallPath {
  const { name, service, callee } = step;
  const before = known.get(name)?.get(service)?.get(callee);
  if (before !== undefined) return before;
  const ofName = known.get(name) ?? new Map<string, PlacesOfService>();
  const ofService = ofName.get(service) ?? new Map<string | undefined, CallPath>();
  const path = new CallPath(step, caller);
  known.set(name, ofName.set(service, ofService.set(callee, path)));
  return path;
}

/**
 * A span as a step. A client span named only `GET` differs from the next by its callee:
 *
 *     gateway  GET → enricher      client span: the service of the server span below it
 *     gateway  get → redis         no server span came: as its attributes name the callee
 *     gateway  call the enricher   says it already
 *
 * @param name of the step; by default as the span is named
 */
export function stepOf(span: Span, trace: Trace, name = span.name): CallStep {
  const callee = span.kind === 'client' ? calleeOf(span, trace) : undefined;
  const says = callee === undefined || span.name.toLowerCase().includes(callee.toLowerCase());
  return { service: span.resource.service, name, callee: says ? undefined : callee };
}

const calleeOf = (span: Span, trace: Trace): string | undefined =>
  answerOf(span, trace)?.resource.service ?? namedPeer(span)?.name;

/** The span in which the callee of a client span worked for it. */
export const answerOf = (call: Span, trace: Trace): Span | undefined =>
  trace
    .children(call.spanId)
    .find(({ kind, resource }) => kind === 'server' || resource.service !== call.resource.service);

/** With the lengths in front no two steps can have the same key, whatever their names contain. */
function keyOf({ service, name, callee }: CallStep): string {
  const called = callee === undefined ? '' : `:${callee}`;
  return `${service.length}:${service}${name.length}:${name}${called}`;
}
