import { nowMs } from './now.ts';

/** Counts the requests in flight and waits for a free place among them. One caller waits at a time. */
export class Flights {
  readonly #places: number;
  #flying = 0;
  #wake: () => void = () => undefined;

  constructor(places: number) {
    this.#places = places;
  }

  begin(): void {
    this.#flying += 1;
  }

  end(): void {
    this.#flying -= 1;
    this.#wake();
  }

  /** Waits for a free place until `latestMs`. @returns whether there is one */
  async place(latestMs: number): Promise<boolean> {
    while (this.#flying >= this.#places) {
      const left = latestMs - nowMs();
      if (left <= 0) return false;
      await this.#change(left);
    }
    return true;
  }

  /** Resolves when no request is in flight. */
  async landed(): Promise<void> {
    while (this.#flying > 0) await this.#change();
  }

  async #change(atMostMs?: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = atMostMs === undefined ? undefined : setTimeout(resolve, Math.ceil(atMostMs));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
