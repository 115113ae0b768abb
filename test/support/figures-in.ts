import type { Locator } from 'playwright-core';

/** As in the page, whose types are the browser's. */
export interface Attributed {
  getAttribute(name: string): string;
}

/** The microseconds of all figures within, as the page has them. */
export const figuresIn = (within: Locator): Promise<number[]> =>
  within
    .locator('[data-us]')
    .evaluateAll((all) =>
      (all as unknown as Attributed[]).map((one) => Number(one.getAttribute('data-us'))),
    );
