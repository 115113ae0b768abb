import type { ClockDisagreement } from '../../analysis/clocks.ts';
import { duration } from './duration.ts';
import type { Screen } from './screen.ts';

/** "clock of billing is at least 30 ms ahead of gateway's in 20 of 20 traces; shifted by 40 ms" */
export function clockNote(clock: ClockDisagreement, isRaw: boolean, screen: Screen): string {
  const { service, instance, other, aheadUs, traceIds, ofTraces, isChanging } = clock;
  const which = instance === undefined ? service : `${service} (${instance})`;
  const how = aheadUs > 0 ? 'ahead of' : 'behind';
  const least = `at least ${duration(Math.abs(aheadUs), screen)} ${how} ${other}'s`;
  const where = `in ${traceIds.length} of ${ofTraces} ${ofTraces === 1 ? 'trace' : 'traces'}`;
  const done = isRaw ? 'shown as sent' : shiftText(clock, screen);
  return `clock of ${which} is ${least} ${where}${isChanging ? ', by changing amounts' : ''}; ${done}`;
}

function shiftText({ movedUs, isChanging }: ClockDisagreement, screen: Screen): string {
  if (movedUs === 0) return 'not shifted, as other calls show no shift';
  return `${isChanging ? 'each trace shifted by its own calls, in the median' : 'shifted'} by ${duration(Math.abs(movedUs), screen)} (--raw-clocks shows the times as sent)`;
}

/** Of many instances the first ones are enough to see which. */
const MOST_NOTES = 5;

/** A sentence for each clock that disagrees, and how many more there are. */
export function clockNotes(
  clocks: readonly ClockDisagreement[],
  isRaw: boolean,
  screen: Screen,
): string[] {
  const more = clocks.length - MOST_NOTES;
  return [
    ...clocks.slice(0, MOST_NOTES).map((clock) => clockNote(clock, isRaw, screen)),
    ...(more > 0 ? [`${more} more clocks disagree: --json lists them`] : []),
  ];
}
