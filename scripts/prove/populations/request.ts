import type { Attributes, SpanEvent, Trace } from '../../../src/model/trace.ts';
import { micros } from '../../../src/model/units.ts';
import { EPOCH_US, span, type SpanPlan, traceOf } from '../../../test/support/trace-builder.ts';
import type { Change } from './causes.ts';
import type { Chance } from './chance.ts';
import type { Place, System } from './system.ts';

export interface Noise {
  /** Each span's own work is longer or shorter by up to this share. */
  readonly jitter: number;
  /** Attributes that say nothing, drawn for each request. */
  readonly attributes: () => Attributes;
  /** What the machine does to this request: its times are so often as long. */
  readonly slowness?: number;
}

export interface Drawing {
  readonly system: System;
  readonly change: Change | undefined;
  /** Whether the request has the cause. */
  readonly isSlow: boolean;
  readonly noise: Noise;
  readonly chance: Chance;
}

/** One request through the system. @param number of the trace @param startMs since the first */
export function requestOf(drawing: Drawing, number: number, startMs: number): Trace {
  const traceId = number.toString(16).padStart(32, '0');
  return traceOf([drawn(drawing.system.root, startMs, drawing)], traceId);
}

/** The place from `start` on, with its calls between parts of its own work. */
function drawn(place: Place, start: number, drawing: Drawing): SpanPlan {
  const waitMs = lasting(addedTo(place, drawing), drawing);
  const part = lasting(place.ownMs, drawing) / (place.below.length + 1);
  const children: SpanPlan[] = [];
  let at = start + waitMs + part;
  let end = at;
  for (const below of place.below) {
    const calls = attempts(below, at, drawing);
    children.push(...calls);
    end = calls.reduce((latest, call) => Math.max(latest, endMs(call, drawing)), end);
    if (!place.isParallel) end = at = end + part;
  }
  if (place.isParallel) end += part * place.below.length;
  const events = drawing.change?.isLock && waitMs > 0 ? lockEvents(start, waitMs) : [];
  return planOf(place, [start, end], { children, events, drawing });
}

/** How long work of `ms` takes in this request. */
const lasting = (ms: number, { noise: { jitter, slowness = 1 }, chance }: Drawing): number =>
  ms * slowness * (1 + jitter * chance.between(-1, 1));

const isChanged = (place: Place, { change, isSlow }: Drawing): boolean =>
  isSlow && change?.place === place;

/** A retried call is slow in the attempts that fail, not by itself. */
function addedTo(place: Place, drawing: Drawing): number {
  const { addMs = 0, failures } = drawing.change ?? {};
  return isChanged(place, drawing) && failures === undefined ? addMs : 0;
}

/** A call, with what repeats it: more of the same, or attempts that fail first. */
function attempts(place: Place, start: number, drawing: Drawing): SpanPlan[] {
  const { change } = drawing;
  if (change === undefined || !isChanged(place, drawing)) return [drawn(place, start, drawing)];
  const plans: SpanPlan[] = [];
  let at = start;
  for (let i = 0; i < (change.failures ?? 0); i += 1) {
    const failed = failedCall(place, at, change.addMs ?? 0, drawing);
    plans.push(failed);
    at = endMs(failed, drawing) + 0.1;
  }
  for (let i = 0; i < (change.times ?? 1); i += 1) {
    const again = drawn(place, at, drawing);
    plans.push(again);
    at = endMs(again, drawing) + 0.1;
  }
  return plans;
}

/** A call whose callee works for a while and then answers with an error. */
function failedCall(place: Place, start: number, ms: number, drawing: Drawing): SpanPlan {
  const took = lasting(ms, drawing);
  const [callee] = place.below;
  const end = start + took + 1;
  const server =
    callee &&
    planOf(callee, [start + 0.5, end - 0.5], {
      children: [],
      events: [],
      drawing,
      hasFailed: true,
    });
  return planOf(place, [start, end], {
    ...{ children: server ? [server] : [], events: [], drawing, hasFailed: true },
  });
}

interface Around {
  readonly children: readonly SpanPlan[];
  readonly events: readonly SpanEvent[];
  readonly drawing: Drawing;
  readonly hasFailed?: boolean;
}

function planOf(
  place: Place,
  [start, end]: readonly [number, number],
  { children, events, drawing, hasFailed = false }: Around,
): SpanPlan {
  const { system, noise } = drawing;
  const { service, name, kind } = place;
  const clockMs = clockOf(service, drawing);
  const instance = clockMs === 0 ? `${service}-1` : `${service}-2`;
  return span(
    service,
    name,
    [start + clockMs, end + clockMs],
    {
      ...{ kind, events, language: system.languages.get(service) },
      resource: { 'service.instance.id': instance },
      attributes: {
        ...place.attributes,
        ...noise.attributes(),
        ...(hasFailed && { 'http.response.status_code': 503 }),
        ...attributeAt(place, drawing),
      },
      status: hasFailed ? 'error' : 'unset',
    },
    children,
  );
}

/** By how much the clock of a service is ahead. */
const clockOf = (service: string, { change, isSlow }: Drawing): number =>
  change?.place.service === service && isSlow ? (change.clockMs ?? 0) : 0;

/** When it really ended. */
const endMs = (plan: SpanPlan, drawing: Drawing): number =>
  plan.endUs / 1000 - clockOf(plan.service, drawing);

function attributeAt(place: Place, { change, isSlow, chance }: Drawing): Attributes {
  if (change?.attribute === undefined || change.place !== place) return {};
  const { key, slow, usual } = change.attribute;
  return { [key]: isSlow ? slow : chance.one(usual) };
}

const lockEvents = (start: number, waitMs: number): SpanEvent[] =>
  [
    { name: 'waiting for lock', atMs: start },
    { name: 'acquired lock', atMs: start + waitMs },
  ].map(({ name, atMs }) => ({
    name,
    timeUs: micros(EPOCH_US + Math.round(atMs * 1000)),
    attributes: {},
  }));
