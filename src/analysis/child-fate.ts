import { endUs, type Span } from '../model/trace.ts';
import { micros, type Micros } from '../model/units.ts';
import { quantumBetween } from './clock-quantum.ts';

/** Why a span is taken for work that its parent started and did not wait for. */
export type TailReason = 'consumer' | 'starts-after-parent' | 'outlives-parent';

/** What became of a child in the eyes of its parent. `outlives-caller`: the client had given up. */
export type Fate = TailReason | 'awaited' | 'outlives-caller';

/** @see docs/definitions.md#critical-path */
export function fateOf(child: Span, parent: Span): Fate {
  if (child.kind === 'consumer' && parent.kind === 'producer') return 'consumer';
  const quantum = quantumBetween(child, parent);
  const parentEnd = endUs(parent);
  if (child.startUs >= parentEnd + quantum) return 'starts-after-parent';
  if (endUs(child) <= parentEnd + tolerance(parent, quantum)) return 'awaited';
  if (child.resource.service === parent.resource.service) return 'outlives-parent';
  return child.kind === 'server' && parent.kind === 'client' ? 'outlives-caller' : 'awaited';
}

/**
 * How far two times within a span may be off and still count as in order: the clock's quantum, or 1 % of the span
 * as in CRISP (`overlap_allowance_fraction`, `server_lengthening_factor`).
 */
export function tolerance(span: Span, quantum: Micros): Micros {
  return micros(Math.max(quantum, Math.floor(span.durationUs / 100)));
}
