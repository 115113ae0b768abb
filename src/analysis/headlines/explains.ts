import type { Headline } from './headline.ts';

/** Whether a wait says more than the place with most time: it is a part of it, or at least as long. */
export const explains = (wait: Headline, place: Headline | undefined): boolean =>
  place === undefined ||
  (wait.us ?? 0) >= (place.us ?? 0) ||
  (wait.service === place.service &&
    wait.operation === place.operation &&
    wait.callee === place.callee);
