import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import {
  assertCalm,
  openPage,
  settled,
  shoot,
  type Theme,
  withoutChromium,
} from '../support/browser.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

const traces = viewerTraces();
const [first, second] = traces;
assert.ok(first && second);

/** Every page, and what a person does there before it is looked at. */
const PAGES: Readonly<
  Record<string, readonly [path: string, act?: (page: Page) => Promise<void>]>
> = {
  search: ['/search'],
  overview: ['/overview'],
  time: ['/time'],
  flame: ['/flame'],
  compare: ['/compare?groups=slowest'],
  'two traces': [`/compare?a=${first.traceId}&b=${second.traceId}`],
  dependencies: [
    '/dependencies',
    (page) => page.getByRole('button', { name: 'Traces' }).first().click(),
  ],
  findings: ['/findings'],
  trace: [`/trace/${first.traceId}`, (page) => page.locator('.wrow').nth(1).click()],
  'hostile trace': [`/trace/${'ab'.repeat(16)}`, (page) => page.locator('.wrow').nth(1).click()],
  'no such trace': [`/trace/${'f'.repeat(32)}`],
};

interface AxeAnswer {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core finds, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const answer = await page.evaluate<AxeAnswer>('axe.run(document)');
  return answer.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

describe('every page', { skip: withoutChromium }, () => {
  const served = servedTraces(traces);

  for (const width of [1600, 360])
    for (const theme of ['light', 'dark'] satisfies Theme[])
      for (const [name, [path, act]] of Object.entries(PAGES))
        test(`${name} fits ${width} px, ${theme}, and nothing in it can run or be missed`, async () => {
          await using shown = await openPage({ width, theme });
          const { page } = shown;
          await served.at(page, path);
          await act?.(page);
          await settled(page);
          await shoot(page, `${name}-${width}-${theme}`);
          await assertCalm(shown, name);
          // It takes seconds, and depends on the colours and on what is there, which two of the four have in common.
          if ((width === 1600) === (theme === 'light'))
            assert.deepEqual(await violations(page), [], name);
        });
});
