import { endUs, type Span } from '../model/trace.ts';
import { quantumBetween, toleranceBetween } from './clock-quantum.ts';

/** Why a span is taken for work that its parent started and did not wait for. */
export type TailReason = 'consumer' | 'starts-after-parent' | 'outlives-parent';

/** What became of a child in the eyes of its parent. `ends-late`: waited for, and cut where the parent ended. */
export type Fate = TailReason | 'in-time' | 'ends-late';

/**
 * Whether a parent may have waited for a child.
 *
 *     parent       |----------|
 *      in-time        |------|
 *      ends-late        |-------|        most of it lies inside: it counts up to the parent's end
 *      outlives-parent        |----------------|
 *      starts-after-parent       |---|
 *
 * A server below its client always counts up to the client's end: the caller was waiting.
 *
 * @see docs/definitions.md#critical-path
 */
export function fateOf(child: Span, parent: Span): Fate {
  if (child.kind === 'consumer' && parent.kind === 'producer') return 'consumer';
  const parentEnd = endUs(parent);
  // As nearly all are, whatever the clocks.
  if (child.startUs < parentEnd && endUs(child) <= parentEnd) return 'in-time';
  if (child.startUs >= parentEnd + quantumBetween(child, parent)) return 'starts-after-parent';
  if (endUs(child) <= parentEnd + toleranceBetween(child, parent)) return 'in-time';
  if (child.kind === 'server' && parent.kind === 'client') return 'ends-late';
  const insideUs = parentEnd - Math.max(child.startUs, parent.startUs);
  return 2 * insideUs < child.durationUs ? 'outlives-parent' : 'ends-late';
}
