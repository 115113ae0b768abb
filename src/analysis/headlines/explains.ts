import type { Headline } from './headline.ts';

/** Of two headlines the one that is about more of the time; of equal ones the first. */
export const larger = (a: Headline | undefined, b: Headline | undefined): Headline | undefined =>
  a === undefined || (b?.share ?? 0) > (a.share ?? 0) ? b : a;

/** Whether a wait says more than the place with most time: it is a part of it, or at least as long. */
export const explains = (wait: Headline, place: Headline | undefined): boolean =>
  place === undefined ||
  (wait.us ?? 0) >= (place.us ?? 0) ||
  (wait.service === place.service &&
    wait.operation === place.operation &&
    wait.callee === place.callee);
