import type { Span } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';

const MILLISECOND = micros(1000);
const NONE = micros(0);
/** Start and duration are floored each: a child that lies inside its parent may seem to stick out by a microsecond. */
const FLOORED = 2;

/**
 * How coarse a span's start is. OpenTelemetry for JavaScript reads the start from a clock of whole milliseconds, so
 * two of its spans that touched may seem to overlap, or to leave a hole, by up to 1 ms. A span that does not
 * say what made it may have come from there.
 */
export function clockQuantum(span: Span): Micros {
  const language = span.resource.attributes['telemetry.sdk.language'];
  if (typeof language !== 'string' || language === '') return MILLISECOND;
  return language === 'nodejs' || language === 'webjs' ? MILLISECOND : NONE;
}

/** How far the times of two spans may be apart and still mean the same moment: the coarser clock decides. */
export function quantumBetween(a: Span, b: Span): Micros {
  return micros(Math.max(clockQuantum(a), clockQuantum(b)));
}

/** The same for whether one span lies within the other, where exact clocks have been rounded too. */
export function toleranceBetween(a: Span, b: Span): Micros {
  return micros(Math.max(clockQuantum(a), clockQuantum(b), FLOORED));
}
