/** "1 trace", "50 traces". */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** As much of a trace id as a person needs to tell one from another, and may type. */
export const shortId = (traceId: string): string => traceId.slice(0, 8);

/** "68 %"; what is there but rounds to nothing is "<1 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  return whole === 0 && share > 0 ? '<1 %' : `${whole} %`;
}
