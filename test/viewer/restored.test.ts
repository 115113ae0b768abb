import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertCalm, openPage, settled, withoutChromium } from '../support/browser.ts';
import { span, traceOf } from '../support/trace-builder.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

const LIST = "document.querySelector('.traces')";
const STEPS = 60;
/** Its steps last 10 ms, of which each waits 9 for a call. */
const tall = traceOf(
  [
    span(
      'shop',
      'GET /list',
      [0, 10 * STEPS],
      { kind: 'server' },
      Array.from({ length: STEPS }, (_, i) =>
        span('shop', `step ${i}`, [10 * i, 10 * i + 10], {}, [
          span('shop', 'aside', [10 * i, 10 * i + 1]),
          span('shop', i === 41 ? 'needle' : 'work', [10 * i + 1, 10 * i + 10]),
        ]),
      ),
    ),
  ],
  'd2'.repeat(16),
);
const many = Array.from({ length: 200 }, (_, i) =>
  traceOf(
    [span('queue', 'take', [0, 5 + i], { kind: 'server' })],
    `e${i.toString(16).padStart(3, '0')}`.repeat(8),
  ),
);

describe('what a page showed is there again', { skip: withoutChromium }, () => {
  const { at } = servedTraces([...viewerTraces(), tall, ...many]);
  const rows = (page: Page, count: number) =>
    page.locator(`.waterfall[aria-rowcount="${count}"]`).waitFor();

  /** After a reload, and after another page and Back. */
  async function again(page: Page, isThere: () => Promise<unknown>): Promise<void> {
    await isThere();
    await page.reload();
    await settled(page);
    await isThere();
    await page.getByRole('link', { name: 'Findings' }).click();
    await settled(page);
    await page.goBack();
    await isThere();
  }

  test('the zoom of a trace, in an address without a step for the back button', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search?service=shop');
    await page.getByRole('link', { name: 'shop: GET /list' }).first().click();
    await page.locator('.waterfall').waitFor();
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await again(page, () => page.locator('.axis').getByText('225 ms').waitFor());
    assert.match(page.url(), /zoom=225000-375000$/);
    await page.keyboard.press('0');
    await page.locator('.axis').getByText('600 ms').waitFor();
    assert.doesNotMatch(page.url(), /zoom/);
    await page.goBack();
    await page.waitForURL(/\/search\?service=shop$/);
    await assertCalm(shown, 'zoom');
  });

  test('closed rows, one by one and all', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}`);
    await page.locator('.wrow .twisty').nth(1).click();
    await again(page, () => rows(page, 3 * STEPS - 1));
    assert.match(page.url(), /closed=1$/);
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await rows(page, STEPS + 1);
    await page.locator('.wrow .twisty').nth(2).click();
    await again(page, () => rows(page, STEPS + 3));
    assert.match(page.url(), /closed=all\.4$/);
    await page.getByRole('button', { name: 'Expand all' }).click();
    await rows(page, 3 * STEPS + 1);
    assert.doesNotMatch(page.url(), /closed/);
    await assertCalm(shown, 'closed rows');
  });

  test('Critical path only', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}`);
    await rows(page, 3 * STEPS + 1);
    await page.getByLabel('Critical path only').check();
    await again(page, async () => {
      await page.locator('.waterfall').waitFor();
      assert.equal(await page.getByLabel('Critical path only').isChecked(), true);
    });
    assert.match(page.url(), /critical=1$/);
  });

  test('the text that is searched in a trace, until it is emptied', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}?uiFind=aside`);
    const matches = page.locator('[data-figure=matches]');
    await matches.getByText(`of ${STEPS}`).waitFor();
    const field = page.getByLabel('Find in this trace');
    await field.fill('');
    await field.pressSequentially('needle');
    await again(page, () => matches.getByText('of 1').waitFor());
    assert.match(page.url(), /find=needle$/);
    assert.equal(await field.inputValue(), 'needle');
    await field.fill('');
    await matches.waitFor({ state: 'detached' });
    assert.doesNotMatch(page.url(), /ind=/);
  });

  test('the chosen call of the dependencies', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/dependencies');
    const edge = page.locator('[data-edge="cart stock"]');
    await edge.getByRole('button', { name: 'Traces' }).click();
    const behind = page.getByRole('heading', { name: 'Traces with a call cart → stock' });
    await again(page, () => behind.waitFor());
    assert.match(page.url(), /edge=cart\.\.stock$/);
    await page.locator('.trace').getByRole('link').first().click();
    await page.locator('.waterfall').waitFor();
    await page.goBack();
    await behind.waitFor();
    assert.equal(await edge.getAttribute('class'), 'at');
    await assertCalm(shown, 'a chosen call');
  });

  test('where a list was scrolled to, and the page around it', async () => {
    await using shown = await openPage({ width: 360 });
    const { page } = shown;
    await at(page, '/search?service=queue');
    const list = page.locator('.traces');
    await page.evaluate(`${LIST}.scrollTop = 4000`);
    await page.evaluate('scrollTo(0, 500)');
    const places = async (): Promise<unknown> => [
      await page.evaluate(`${LIST}.scrollTop`),
      await page.evaluate('scrollY'),
    ];
    const before = await places();
    assert.deepEqual(before, [4000, 500]);
    const row = list.locator('.trace').nth(12);
    const id = (await row.getAttribute('data-trace')) ?? '';
    await page.evaluate(`document.querySelector('[data-trace="${id}"] a').click()`);
    await page.locator('.waterfall').waitFor();
    assert.equal(await page.evaluate('scrollY'), 0);
    await page.goBack();
    await list.locator(`[data-trace="${id}"]`).waitFor();
    assert.deepEqual(await places(), before);
    await page.reload();
    await list.locator(`[data-trace="${id}"]`).waitFor();
    assert.deepEqual(await places(), before);
    await assertCalm(shown, 'a scrolled list');
  });
});
