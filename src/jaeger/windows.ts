import { micros, type Micros } from '../model/units.ts';

/** Both ends are part of it, so that no store's idea of an interval loses a trace between two of them. */
export interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** Of a page, as much as a window is meant to bring: what comes in bursts should fit too. */
const WANTED_SHARE = 0.75;
/** A window is at most so many times as long as the one before, because what is there is not known. */
const MOST_GROWTH = 8;

/**
 * Chooses the windows in which a search is asked so that each answer is shorter than its limit. An answer that is full
 * says nothing about what it left out, because stores differ in what they leave out: its window is asked again in parts,
 * and what lies before the traces it brought is walked through backwards, in windows of the length that the traces so
 * far suggest.
 *
 *     |·····························XXXXXXXXXXX|   full: the traces found lie in X
 *     |·····················|·······|XXXXX|XXXXX|   asked again: each half of X, and then step by step what is before
 */
export class Windows {
  readonly #pageSize: number;
  /** Asked next, first come first. */
  readonly #again: Window[];
  /** Not asked yet, to be walked through from its end. */
  readonly #before: Window[] = [];
  #stepUs = Infinity;
  /** Moments at which more begins than one answer holds. */
  readonly cutAt: Micros[] = [];

  constructor(whole: Window, pageSize: number) {
    this.#again = [whole];
    this.#pageSize = pageSize;
  }

  /** @returns undefined when nothing is to be asked until an answer that is under way has come */
  next(): Window | undefined {
    const again = this.#again.shift();
    if (again) return again;
    const before = this.#before.pop();
    if (!before) return undefined;
    const { fromUs, toUs } = before;
    const cut = micros(Math.max(fromUs, Math.floor(toUs - this.#stepUs)));
    if (cut > fromUs) this.#before.push({ fromUs, toUs: cut });
    return { fromUs: cut, toUs };
  }

  /** @param starts when the traces begin that a window brought, in any order; as many as a page has are a full answer */
  answered(window: Window, starts: readonly Micros[]): void {
    const { fromUs, toUs } = window;
    const inside = starts.filter((start) => start > fromUs && start < toUs).sort((a, b) => a - b);
    if (starts.length >= this.#pageSize) this.#split(window, inside);
    const wanted = this.#pageSize * WANTED_SHARE;
    // Many tell how dense they are where they are; of few it is only known how much there was room for.
    const extent = (inside.at(-1) ?? 0) - (inside[0] ?? 0);
    const lengthUs = inside.length > wanted / 2 ? extent : toUs - fromUs;
    const growth = Math.min(MOST_GROWTH, wanted / Math.max(1, starts.length));
    this.#stepUs = Math.max(1, lengthUs * growth);
  }

  #split({ fromUs, toUs }: Window, inside: readonly Micros[]): void {
    const halfway = micros(Math.floor((fromUs + toUs) / 2));
    const first = inside[0] ?? (halfway > fromUs ? halfway : undefined);
    if (first === undefined) {
      this.cutAt.push(fromUs);
      return;
    }
    const middle = inside[Math.floor(inside.length / 2)] ?? first;
    this.#before.push({ fromUs, toUs: first });
    if (middle > first) this.#again.push({ fromUs: first, toUs: middle });
    this.#again.push({ fromUs: middle, toUs });
  }
}
