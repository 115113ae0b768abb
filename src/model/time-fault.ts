import type { EndFault } from './trace.ts';

/**
 * Why a span's times cannot be. `far-future`: beyond what a number holds exactly, or soon to be there. `far-from-parent`:
 * it starts more than a day before or after it.
 */
export type TimeFault = EndFault | 'no-start' | 'far-future' | 'far-from-parent';

/** What a span with the fault is said to do. */
export const TIME_FAULTS: Readonly<Record<TimeFault, string>> = {
  'no-start': 'has no start time',
  'far-future': 'starts after the year 2150',
  'no-end': 'has no end time: it never ended',
  'ends-before-start': 'ends before it starts',
  'far-from-parent': 'starts more than a day away from its parent',
};
