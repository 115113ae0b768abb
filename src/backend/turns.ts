import { setImmediate } from 'node:timers/promises';

/**
 * Work that is too long to be done without letting others in between. It yields where they may come in, and may be part
 * of the making of a text, for which an empty piece changes nothing.
 */
export type Work<Result> = Generator<typeof PAUSE, Result>;

export const PAUSE = '';

/** Spans, or as much else as takes about a microsecond or a few, between two pauses. */
export const STEPS = 250;

/** As long as work goes on before others get their turn. */
const TURN_MS = 10;

/** Decides when a turn is over, and begins the next. */
export class Turns {
  #began = performance.now();

  isOver(): boolean {
    return performance.now() - this.#began > TURN_MS;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#began = performance.now();
  }
}

export async function inTurns<Result>(work: Work<Result>): Promise<Result> {
  const turns = new Turns();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (turns.isOver()) await turns.next();
  }
}
