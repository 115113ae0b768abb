import type { Span, SpanEvent } from '../model/trace.ts';
import { endUs } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import type { CriticalPath, PathSection } from './critical-path.ts';
import { toleranceBetween } from './clock-quantum.ts';
import { isException } from './failure-reason.ts';
import { foldName } from './fold-text.ts';

/** A long stretch of a span whose events alone show how it was spent. */
export interface EventWait {
  readonly span: Span;
  /** How long the request waited for the span itself within the stretch. */
  readonly waitUs: Micros;
  /** The event that begins the stretch; undefined where it begins with the span. */
  readonly after: string | undefined;
  /** The event that ends it. */
  readonly before: string;
}

/** Of the request, before a span is looked at. */
const LEAST_OF_REQUEST = 0.2;
/** Of the time that the request waited for the span itself. */
const LEAST_OF_SPAN = 0.5;

/**
 * The stretches between events that explain spans of a fifth of the request or more. Only these show the
 * wait for a lock:
 *
 *     mysql SQL SELECT   ├──•──────────────────────────────•───┤
 *                           Waiting for lock               Acquired lock
 *                           └────── 1.18 s of the span ────┘
 *
 * The longest stretch that an event ends is taken, if the span itself was waited for during at least half of its time in
 * it. Exceptions, events outside of their span, and two events of one name, say nothing.
 *
 * @returns longest first
 * @see docs/definitions.md#waits-between-events
 */
export function eventWaits({ root, sections }: CriticalPath): EventWait[] {
  const own = new Map<Span, PathSection[]>();
  for (const section of sections) {
    if (section.span.events.length === 0) continue;
    const known = own.get(section.span);
    if (known === undefined) own.set(section.span, [section]);
    else known.push(section);
  }
  return Array.from(own)
    .flatMap(([span, of]) => waitIn(span, of, root.durationUs) ?? [])
    .sort((a, b) => b.waitUs - a.waitUs);
}

function waitIn(
  span: Span,
  sections: readonly PathSection[],
  requestUs: number,
): EventWait | undefined {
  const pathUs = within(sections, span.startUs, endUs(span));
  if (pathUs < LEAST_OF_REQUEST * requestUs) return undefined;
  const { from, to, after, before } = longestStretch(span);
  if (before === undefined || foldName(before.name) === foldName(after?.name ?? ''))
    return undefined;
  const waitUs = within(sections, from, to);
  if (waitUs < LEAST_OF_SPAN * pathUs) return undefined;
  return { span, waitUs: micros(waitUs), after: after?.name, before: before.name };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly after: SpanEvent | undefined;
  readonly before: SpanEvent | undefined;
}

/** The longest that an event ends. */
function longestStretch(span: Span): Stretch {
  const events = span.events
    .filter((event) => !isException(event) && isWithin(event, span))
    .toSorted((a, b) => a.timeUs - b.timeUs);
  let longest: Stretch = { from: 0, to: 0, after: undefined, before: undefined };
  let after: SpanEvent | undefined;
  let from: number = span.startUs;
  for (const before of events) {
    const to = Math.min(before.timeUs, endUs(span));
    if (to - from > longest.to - longest.from) longest = { from, to, after, before };
    [after, from] = [before, Math.max(from, to)];
  }
  return longest;
}

/** An event before or after its span splits nothing; the clock of its time may be finer than that of the span's. */
function isWithin({ timeUs }: SpanEvent, span: Span): boolean {
  const tolerance = toleranceBetween(span, span);
  return timeUs >= span.startUs - tolerance && timeUs <= endUs(span) + tolerance;
}

const within = (sections: readonly PathSection[], from: number, to: number): number =>
  sections.reduce(
    (sum, section) =>
      sum + Math.max(0, Math.min(section.endUs, to) - Math.max(section.startUs, from)),
    0,
  );
