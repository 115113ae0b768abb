import type { EndFault } from './trace.ts';

/** Why a span's times cannot be. `far-from-parent`: it starts more than a day before or after it. */
export type TimeFault = EndFault | 'no-start' | 'far-from-parent';

/** What a span with the fault is said to do. */
export const TIME_FAULTS: Readonly<Record<TimeFault, string>> = {
  'no-start': 'has no start time',
  'no-end': 'has no end time: it never ended',
  'ends-before-start': 'ends before it starts',
  'far-from-parent': 'starts more than a day away from its parent',
};
