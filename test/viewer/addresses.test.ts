import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertCalm, openPage, settled, shoot, withoutChromium } from '../support/browser.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

/** What the page says it left out, each as the address has it. */
async function leftOut(page: Page): Promise<string[]> {
  const chips = await page.locator('.left-out .chip').allTextContents();
  return chips.map((text) => text.replace(/ ×$/, ''));
}

describe('addresses pasted from Jaeger', { skip: withoutChromium }, () => {
  const { at } = servedTraces(viewerTraces());

  test('tags with a raw question mark, and tag=key:value, choose traces', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search?service=cart&tags={"url.path":"/pay?x=1"}');
    await page.getByRole('heading', { name: 'No trace results' }).waitFor();
    await at(page, '/search/?service=cart&tag=error:true');
    await page.getByRole('heading', { name: '1 Trace' }).waitFor();
    await assertCalm(shown, 'tags of an address');
  });

  test('what is not understood is named above the results, on every page', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const broken = [
      'tags={broken',
      'minDuration=500',
      'lookback=bogus',
      'limit=-1',
      'traceID=a',
      'traceID=b',
    ];
    for (const path of ['/search', '/overview']) {
      await at(page, `${path}?${broken.join('&')}&errors=false`);
      assert.deepEqual(await leftOut(page), broken, path);
      assert.deepEqual(await page.locator('.scope > .chip').allTextContents(), []);
      await shoot(page, `not understood ${path.slice(1)}`);
    }
    await at(page, '/search?tags=foo%20lab.fault%3Dx&limit=20');
    assert.deepEqual(await leftOut(page), ['tags=foo lab.fault=x']);
    await page.locator('.left-out').getByRole('button').click();
    await page.waitForURL(/\/search\?limit=20$/);
    await at(page, '/overview?minDuration=2s&maxDuration=1s&service=gateway');
    assert.deepEqual(await leftOut(page), ['minDuration=2s above maxDuration=1s']);
    assert.deepEqual(await page.locator('.scope > .chip').allTextContents(), [
      'service: gateway ×',
    ]);
    await page.getByText('30 traces').first().waitFor();
    await at(page, '/search?service=gateway&ticked=a,b,c');
    assert.deepEqual(await leftOut(page), ['ticked=a,b,c']);
    await page.getByRole('button', { name: 'Compare Traces (0 of 2)' }).waitFor();
    await at(page, '/search?errors=false');
    assert.equal(await page.locator('.left-out').count(), 0);
    assert.equal(await page.getByLabel('Only traces with errors').isChecked(), false);
    await assertCalm(shown, 'an address that is not understood');
  });

  test('a time window is in the form, and Find Traces keeps it', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const window = { start: '1700000000000000', end: '1700000060000000', lookback: 'custom' };
    await at(page, `/search?${new URLSearchParams(window).toString()}`);
    const chosen = page.getByLabel('Lookback').locator('option:checked');
    assert.equal(await chosen.textContent(), 'Custom Time Range');
    const printed = page.getByText('2023-11-14 22:13:20.000Z to 2023-11-14 22:14:20.000Z');
    await printed.waitFor();
    await shoot(page, 'time window');
    await page.getByLabel('Service').selectOption('gateway');
    await page.getByRole('button', { name: 'Find Traces' }).click();
    await page.waitForURL(/service=gateway/);
    await settled(page);
    const { searchParams } = new URL(page.url());
    for (const [key, value] of Object.entries(window)) assert.equal(searchParams.get(key), value);
    await page.getByLabel('Lookback').selectOption('Last Hour');
    await page.getByRole('button', { name: 'Find Traces' }).click();
    await page.waitForURL(/lookback=1h/);
    assert.equal(new URL(page.url()).searchParams.has('start'), false);
    await assertCalm(shown, 'a time window');
  });

  test('ticks of the search are there again after Back', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search?service=gateway');
    const ticks = page.getByRole('checkbox', { name: 'Compare trace' });
    await ticks.nth(1).check();
    await ticks.nth(2).check();
    await page.getByRole('link', { name: 'gateway: GET /process' }).first().click();
    await page.locator('.waterfall').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Compare Traces (2 of 2)' }).waitFor();
    assert.equal(await ticks.nth(1).isChecked(), true);
    assert.equal(await ticks.nth(2).isChecked(), true);
    await ticks.nth(1).uncheck();
    await page.getByRole('button', { name: 'Compare Traces (1 of 2)' }).waitFor();
    await assertCalm(shown, 'ticks');
  });

  test('a Max Duration below the Min Duration is refused until one changes', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search');
    const before = page.url();
    await page.getByLabel('Min Duration').fill('2s');
    await page.getByLabel('Max Duration').fill('1s');
    await page.getByRole('button', { name: 'Find Traces' }).click();
    assert.equal(await page.locator('input[name=maxDuration]:invalid').count(), 1);
    assert.equal(page.url(), before);
    await page.getByLabel('Min Duration').fill('1ms');
    await page.getByRole('button', { name: 'Find Traces' }).click();
    await page.waitForURL(/minDuration=1ms/);
  });

  test('the addresses of Jaeger’s menu lead to the dependencies', async () => {
    await using shown = await openPage();
    const { page } = shown;
    for (const path of ['/dependency', '/system-architecture', '/dependencies/']) {
      await at(page, path);
      await page.locator('[data-edge="gateway enricher"]').waitFor();
    }
    await at(page, `/trace/${viewerTraces()[0]?.traceId ?? ''}/`);
    await page.locator('.waterfall').waitFor();
    await assertCalm(shown, 'the menu of Jaeger');
  });
});
