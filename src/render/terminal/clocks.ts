import type { ClockDisagreement } from '../../analysis/clocks.ts';
import { duration } from './duration.ts';
import type { Screen } from './screen.ts';

/** "clock of billing is at least 30 ms ahead of gateway's in 20 of 20 traces; shifted by 40 ms" */
export function clockNote(clock: ClockDisagreement, isRaw: boolean, screen: Screen): string {
  const { service, other, aheadUs, movedUs, traceIds, ofTraces } = clock;
  const how = aheadUs > 0 ? 'ahead of' : 'behind';
  const least = `at least ${duration(Math.abs(aheadUs), screen)} ${how} ${other}'s`;
  const where = `in ${traceIds.length} of ${ofTraces} ${ofTraces === 1 ? 'trace' : 'traces'}`;
  const done = isRaw
    ? 'shown as sent'
    : `shifted by ${duration(Math.abs(movedUs), screen)} (--raw-clocks shows the times as sent)`;
  return `clock of ${service} is ${least} ${where}; ${done}`;
}
