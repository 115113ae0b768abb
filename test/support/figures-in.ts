import type { Locator } from 'playwright-core';

/** As in the page, whose types are the browser's. */
export interface Attributed {
  getAttribute(name: string): string;
}

interface Parent {
  querySelectorAll(selector: string): Iterable<Attributed>;
}

/** The microseconds of all figures within, as the page has them: of one moment, even where the page is being redrawn. */
export const figuresIn = (within: Locator): Promise<number[]> =>
  within.evaluate((parent) =>
    Array.from((parent as unknown as Parent).querySelectorAll('[data-us]'), (one) =>
      Number(one.getAttribute('data-us')),
    ),
  );
