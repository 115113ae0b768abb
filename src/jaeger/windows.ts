import { micros, type Micros } from '../model/units.ts';

/** Both ends are included, so that no store's definition of an interval loses a trace between two windows. */
export interface Window {
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/** A window and the limit of its request. */
export interface Question extends Window {
  readonly limit: number;
}

/** The target number of traces per window, as a share of a page: bursts should fit too. */
const WANTED_SHARE = 0.75;
/** The limit of the first request, as a share of a page: until its response nothing else can be requested. */
const FIRST_SHARE = 0.25;
/** Limits in pages for a single moment that fills a page, the first and the largest: a response must fit into memory. */
const CROWD_GROWTH = 4;
const MOST_OF_A_MOMENT = 16;
/** Maximum growth from one window to the next, because the density there is unknown. */
const MOST_GROWTH = 8;

/**
 * Splits a search into time windows so that each response is shorter than its limit. A full response does not show
 * which traces it omits, because stores differ: its window is requested again in parts, and the time before the traces
 * in it is read backwards, in windows of the length that the traces so far suggest. After an empty window the rest is
 * requested at once.
 *
 *     |·····························XXXXXXXXXXX|   full: the traces found lie in X
 *     |·····················|·······|XXXXX|XXXXX|   asked again: each half of X, and then step by step what is before
 *
 * The first request has a smaller limit, because no second one can run beside it. Where its response is full, it shows
 * how dense the traces are, and reading backwards starts at the last of them. A single moment at which more traces
 * begin than one response holds cannot be split, and gets a larger limit instead.
 */
export class Windows {
  readonly #pageSize: number;
  /** Windows to request next, in this order. */
  readonly #again: Window[] = [];
  /** Not requested yet, to be read backwards from its end. */
  readonly #before: Window[] = [];
  /** Single moments, to be requested with a larger limit. */
  readonly #crowded: Question[] = [];
  #first: Question | undefined;
  #stepUs = Infinity;
  /** Moments at which more traces begin than one response holds. */
  readonly cutAt: Micros[] = [];

  /** @param firstLimit of the first request, at most a page */
  constructor(whole: Window, pageSize: number, firstLimit = Math.ceil(pageSize * FIRST_SHARE)) {
    const { fromUs, toUs } = whole;
    this.#first = { fromUs, toUs, limit: firstLimit };
    this.#pageSize = pageSize;
  }

  /** Whether all has been requested. */
  get isDone(): boolean {
    const waiting = [this.#again, this.#before, this.#crowded];
    return this.#first === undefined && waiting.every(({ length }) => length === 0);
  }

  /** @returns undefined when the next window depends on a response that is still outstanding */
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

  /** @param starts of the traces in a response, in any order; as many as its limit mean a full response */
  answered(question: Question, starts: readonly Micros[]): void {
    const { fromUs, toUs, limit } = question;
    const inside = starts.filter((start) => start > fromUs && start < toUs).sort((a, b) => a - b);
    this.#stepUs = this.#stepAfter(question, inside, starts.length);
    if (starts.length < limit) return;
    if (limit < this.#pageSize) this.#walkFrom(question, inside.at(-1) ?? toUs);
    else this.#split(question, inside);
  }

  /** Its response was not used, or not all of it. */
  again({ limit, ...window }: Question): void {
    if (limit > this.#pageSize) this.#crowded.push({ ...window, limit });
    else this.#again.push(window);
  }

  /** The store refuses so large a limit. */
  refused({ fromUs }: Question): void {
    this.cutAt.push(fromUs);
  }

  #stepAfter({ fromUs, toUs, limit }: Question, inside: readonly Micros[], count: number): number {
    if (count === 0) return Infinity;
    // Many traces show the density at their time; few show only that the window had room for more.
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
