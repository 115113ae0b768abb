import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertCalm, openPage, withoutChromium } from '../support/browser.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

const traces = viewerTraces();
const [trace] = traces;
assert.ok(trace);

describe('narrow windows, and keys in what scrolls there', { skip: withoutChromium }, () => {
  const { at } = servedTraces(traces);

  test('keys scroll the box that has the focus, and arrows the page around a list', async () => {
    await using shown = await openPage({ width: 360 });
    const { page } = shown;
    const press = async (key: string): Promise<void> => {
      for (let i = 0; i < 3; i += 1) await page.keyboard.press(key);
      await page.waitForTimeout(500);
    };
    await at(page, `/trace/${trace.traceId}`);
    const selected = page.locator('.wrow[aria-selected=true]');
    const chosen = await selected.getAttribute('data-span');
    for (const [name, selector] of [
      ['Time by service', '.columns .scroll'],
      ['Service graph', '.graph'],
    ] as const) {
      await page.getByRole('group', { name, exact: true }).focus();
      await press('ArrowRight');
      const left = await page.evaluate<number>(`document.querySelector('${selector}').scrollLeft`);
      assert.ok(left > 0, name);
      assert.equal(await selected.getAttribute('data-span'), chosen, name);
    }
    await at(page, '/overview');
    await press('ArrowDown');
    assert.ok((await page.evaluate<number>('scrollY')) > 0);
    assert.equal(await page.locator('.trace.at').count(), 0);
    await page.locator('.traces').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.trace.at').waitFor();
    await assertCalm(shown, 'keys of a box');
  });

  test('Escape leaves the field of the search in a trace, and its text', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${trace.traceId}`);
    await page.keyboard.press('/');
    await page.keyboard.type('needle');
    await page.keyboard.press('Escape');
    const field = page.getByLabel('Find in this trace');
    assert.equal(await field.inputValue(), 'needle');
    assert.equal(await page.evaluate('document.activeElement.id === "find"'), false);
  });

  test('the answer of a table is in sight on a phone', async () => {
    await using shown = await openPage({ width: 360 });
    const { page } = shown;
    for (const [path, heading] of [
      ['/compare?groups=slowest', 'Difference'],
      ['/compare?groups=slowest', 'Share'],
      ['/time', 'Max'],
      ['/time', 'Slowest trace'],
      ['/dependencies', 'p95'],
    ] as const) {
      await at(page, path);
      const box = await page.getByRole('columnheader', { name: heading }).first().boundingBox();
      assert.ok(box && box.x >= 0 && box.x + box.width <= 360, `${path}: ${heading}`);
    }
  });

  test('all pages can be reached in a window of 800 px', async () => {
    await using shown = await openPage({ width: 800 });
    const { page } = shown;
    await at(page, '/search');
    const box = await page.getByRole('link', { name: 'Findings' }).boundingBox();
    assert.ok(box && box.x + box.width <= 800);
  });
});
