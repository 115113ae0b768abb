import type {
  AttributeValue,
  EndFault,
  Resource,
  Span,
  SpanEvent,
  SpanKind,
  SpanStatus,
} from '../model/trace.ts';
import { type Micros, micros } from '../model/units.ts';
import { isKind, type SpanAttributes } from './attributes.ts';

/**
 * Brings spans from different versions and routes of Jaeger to one form. Data that a version loses stays lost.
 *
 * @see docs/definitions.md#normal-form
 */

type Derived = SpanAttributes['derived'];

/** The values of the versions, from 2.20 back to 1.57, for a missing or empty `service.name`. */
const NO_SERVICE: ReadonlySet<string> = new Set([
  'missing-service-name',
  '',
  'empty-service-name',
  'OTLPResourceNoServiceName',
]);

/** OpenTelemetry's name for a service without a name. */
const UNKNOWN_SERVICE = 'unknown_service';

export const serviceName = (wire: string): string =>
  NO_SERVICE.has(wire) ? UNKNOWN_SERVICE : wire;

/** Newer versions give a span without a name this one; older ones keep it empty. */
export const spanName = (wire: string): string => wire || 'empty-span-name';

/** The kind field takes precedence over the attribute that may repeat it. */
export function kindOf(wire: SpanKind, derived: Derived): SpanKind {
  const repeated = derived.get('span.kind');
  return wire === 'unspecified' && isKind(repeated) ? repeated : wire;
}

/**
 * The attribute `error` = true means status error whatever the status says: older versions make it one when they
 * store the span, and newer ones leave both side by side. Its text, which proxies and older clients send, does as well, as in
 * Jaeger's own pages.
 */
export function statusOf(wire: SpanStatus, derived: Derived): SpanStatus {
  if (derived.has('error')) return 'error';
  if (wire !== 'unset') return wire;
  const repeated = derived.get('otel.status_code');
  if (repeated === 'ERROR') return 'error';
  return repeated === 'OK' ? 'ok' : 'unset';
}

export const statusMessageOf = (wire: string, derived: Derived): string =>
  wire || textOf(derived.get('otel.status_description'));

/** The scope from its own field, or from the tags of a legacy response. */
export function scopeOf(wire: Span['scope'], derived: Derived): Span['scope'] {
  if (wire.name !== '' || wire.version !== '' || derived.size === 0) return wire;
  const tag = (key: string): string =>
    textOf(derived.get(`otel.scope.${key}`) ?? derived.get(`otel.library.${key}`));
  return { name: tag('name'), version: tag('version') };
}

const NO_WARNINGS: readonly string[] = [];

/** Jaeger 2.20 repeats a warning at every read. */
export function warningsOf(wire: readonly string[], derived: Derived): readonly string[] {
  const carried = derived.get('@jaeger@warnings');
  if (carried === undefined && wire.length === 0) return NO_WARNINGS;
  const texts = (Array.isArray(carried) ? carried : [carried]).filter(
    (text): text is string => typeof text === 'string',
  );
  return [...new Set([...wire, ...texts])];
}

const textOf = (value: AttributeValue | undefined): string =>
  typeof value === 'string' ? value : '';

/** By time, then by name: Jaeger 2.20 does not keep their order, and the legacy API has only microseconds. */
export function inOrder(events: readonly SpanEvent[]): readonly SpanEvent[] {
  if (events.length < 2) return events;
  return events.toSorted(
    (a, b) => a.timeUs - b.timeUs || Number(a.name > b.name) - Number(a.name < b.name),
  );
}

/** Since 2.20 a Jaeger sets such an end to 1 ns after the start, and leaves the first one in a warning. */
const SANITIZED = 'Negative duration detected';
const MOMENT = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?/g;

/** What was wrong with an end that Jaeger set itself: the first one is the earliest moment in its warning. */
export function endFaultIn(warnings: readonly string[], startUs: number): EndFault | undefined {
  const told = warnings.filter((text) => text.startsWith(SANITIZED)).join(' ');
  const endUs = Array.from(told.matchAll(MOMENT))
    .map(
      ([, day, time, fraction = '']) =>
        Date.parse(`${day}T${time}Z`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0')),
    )
    .reduce((a, b) => Math.min(a, b), startUs);
  if (endUs === 0) return 'no-end';
  return endUs < startUs ? 'ends-before-start' : undefined;
}

/** What is wrong with the end of a span, if anything. @param interval what was made of the two */
export function endFaultOf(
  start: Instant,
  end: Instant,
  { durationUs }: Interval,
  warnings: readonly string[],
): EndFault | undefined {
  if (isEndless(start, end)) return 'no-end';
  if (durationUs > 0) return undefined;
  if (end.us === 0 && start.us !== 0) return 'no-end';
  if (end.us < start.us || (end.us === start.us && end.nanos < start.nanos))
    return 'ends-before-start';
  return endFaultIn(warnings, start.us);
}

/** A resource without `service.name` among its attributes. */
export const resourceOf = (service: string, attributes: Resource['attributes']): Resource => ({
  service: serviceName(service),
  attributes,
});

type Interval = Pick<Span, 'startUs' | 'startNanos' | 'durationUs' | 'endNanos'>;

/** A time since the epoch, split at the microsecond: exact without a bigint. */
export interface Instant {
  readonly us: Micros;
  /** 0 to 999. */
  readonly nanos: number;
}

export const EPOCH: Instant = { us: micros(0), nanos: 0 };

const DIGIT_0 = '0'.charCodeAt(0);
/** Those of 2^64. */
const MOST_DIGITS = 20;

/**
 * Reads digit by digit, which takes a third of the time of slicing the text.
 *
 * @param digits nanoseconds since the epoch
 * @returns undefined for anything but 1 to 20 decimal digits
 */
export function instantOf(digits: string): Instant | undefined {
  if (digits === '' || digits.length > MOST_DIGITS) return undefined;
  const split = digits.length - 3;
  let [us, nanos] = [0, 0];
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(at) - DIGIT_0;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    if (at < split) us = us * 10 + digit;
    else nanos = nanos * 10 + digit;
  }
  return { us: micros(us), nanos };
}

/** A hundred years: an end that is further away, such as 2^64 − 1 ns, was never set. */
const MOST_US = 100 * 366 * 86_400_000_000;

const isEndless = (start: Instant, end: Instant): boolean => end.us - start.us > MOST_US;

const DECADE_US = 10 * 366 * 86_400_000_000;

/** A start that was never set is the beginning of 1970, from which no length can be taken. */
export const isStartless = (startUs: number, endUs: number): boolean =>
  startUs === 0 && endUs > DECADE_US;

/**
 * The interval between two instants. One that ends before it starts, or a single nanosecond after, is empty: newer
 * versions lengthen such spans to 1 ns, older ones keep what came.
 */
export function intervalBetween(start: Instant, end: Instant): Interval {
  const wholeUs = end.us - start.us;
  const lengthNs = wholeUs * 1000 + end.nanos - start.nanos;
  const isEmpty = lengthNs <= 1 || isEndless(start, end) || isStartless(start.us, end.us);
  return {
    startUs: start.us,
    startNanos: start.nanos,
    durationUs: micros(isEmpty ? 0 : wholeUs - (end.nanos < start.nanos ? 1 : 0)),
    endNanos: isEmpty ? start.nanos : end.nanos,
  };
}
