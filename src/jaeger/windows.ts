import { micros, type Micros } from '../model/units.ts';

/** Both ends are part of it, so that no store's idea of an interval loses a trace between two of them. */
export interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** A window, and how many traces are asked for at most. */
export interface Question extends Window {
  readonly limit: number;
}

/** Of a page, as much as a window is meant to bring: what comes in bursts should fit too. */
const WANTED_SHARE = 0.75;
/** Of a page, as much as is asked for first, while nothing is known and nothing else can be asked. */
const FIRST_SHARE = 0.25;
/** What a moment is asked for that brings a full page, and at the most, in pages: an answer has to fit into memory. */
const CROWD_GROWTH = 4;
const MOST_OF_A_MOMENT = 16;
/** A window is at most so many times as long as the one before, because what is there is not known. */
const MOST_GROWTH = 8;

/**
 * Chooses the windows in which a search is asked so that each answer is shorter than its limit. An answer that is full
 * says nothing about what it left out, because stores differ in what they leave out: its window is asked again in parts,
 * and what lies before the traces it brought is walked through backwards, in windows of the length that the traces so
 * far suggest. After one without any, all the rest is asked for at once.
 *
 *     |·····························XXXXXXXXXXX|   full: the traces found lie in X
 *     |·····················|·······|XXXXX|XXXXX|   asked again: each half of X, and then step by step what is before
 *
 * The first question is for fewer, because until its answer has come there is no second one. Where it is full, it has
 * told how dense the traces are, and the walk begins at the last of them. A moment at which more begins than one answer
 * holds cannot be divided, and is asked for more instead.
 */
export class Windows {
  readonly #pageSize: number;
  /** Asked next, first come first. */
  readonly #again: Window[] = [];
  /** Not asked yet, to be walked through from its end. */
  readonly #before: Window[] = [];
  /** Moments, to be asked for more than a page. */
  readonly #crowded: Question[] = [];
  #first: Question | undefined;
  #stepUs = Infinity;
  /** Moments at which more begins than one answer holds. */
  readonly cutAt: Micros[] = [];

  constructor(whole: Window, pageSize: number) {
    const { fromUs, toUs } = whole;
    this.#first = { fromUs, toUs, limit: Math.ceil(pageSize * FIRST_SHARE) };
    this.#pageSize = pageSize;
  }

  /** @returns undefined when nothing is to be asked until an answer that is under way has come */
  next(): Question | undefined {
    const first = this.#first;
    this.#first = undefined;
    const whole = first ?? this.#crowded.shift();
    if (whole) return whole;
    const window = this.#again.shift() ?? this.#stepBack();
    return window && { ...window, limit: this.#pageSize };
  }

  #stepBack(): Window | undefined {
    const before = this.#before.pop();
    if (!before) return undefined;
    const { fromUs, toUs } = before;
    const cut = micros(Math.max(fromUs, Math.floor(toUs - this.#stepUs)));
    if (cut > fromUs) this.#before.push({ fromUs, toUs: cut });
    return { fromUs: cut, toUs };
  }

  /** @param starts when the traces begin that a question brought, in any order; as many as its limit are a full answer */
  answered(question: Question, starts: readonly Micros[]): void {
    const { fromUs, toUs, limit } = question;
    const inside = starts.filter((start) => start > fromUs && start < toUs).sort((a, b) => a - b);
    this.#stepUs = this.#stepAfter(question, inside, starts.length);
    if (starts.length < limit) return;
    if (limit < this.#pageSize) this.#walkFrom(question, inside.at(-1) ?? toUs);
    else this.#split(question, inside);
  }

  /** The store does not give so many at a time. */
  refused({ fromUs }: Question): void {
    this.cutAt.push(fromUs);
  }

  #stepAfter({ fromUs, toUs, limit }: Question, inside: readonly Micros[], count: number): number {
    if (count === 0) return Infinity;
    // Many tell how dense they are where they are; of few it is only known how much there was room for.
    const extent = (inside.at(-1) ?? 0) - (inside[0] ?? 0);
    const lengthUs = inside.length > (limit * WANTED_SHARE) / 2 ? extent : toUs - fromUs;
    const growth = Math.min(MOST_GROWTH, (this.#pageSize * WANTED_SHARE) / count);
    return Math.max(1, lengthUs * growth);
  }

  #walkFrom({ fromUs, toUs }: Window, last: Micros): void {
    const cut = micros(Math.max(fromUs, Math.floor(last - this.#stepUs)));
    if (cut > fromUs) this.#before.push({ fromUs, toUs: cut });
    this.#again.push({ fromUs: cut, toUs });
  }

  #split({ fromUs, toUs, limit }: Question, inside: readonly Micros[]): void {
    const halfway = micros(Math.floor((fromUs + toUs) / 2));
    const first = inside[0] ?? (halfway > fromUs ? halfway : undefined);
    if (first === undefined) {
      const more = limit * CROWD_GROWTH;
      if (more > this.#pageSize * MOST_OF_A_MOMENT) this.cutAt.push(fromUs);
      else this.#crowded.push({ fromUs, toUs, limit: more });
      return;
    }
    const middle = inside[Math.floor(inside.length / 2)] ?? first;
    this.#before.push({ fromUs, toUs: first });
    if (middle > first) this.#again.push({ fromUs: first, toUs: middle });
    this.#again.push({ fromUs: middle, toUs });
  }
}
