import type { Work } from '../../src/backend/turns.ts';

/** What work comes to, without a pause. */
export function atOnce<Result>(work: Work<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
