import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertCalm, openPage, settled, withoutChromium } from '../support/browser.ts';
import { span, traceOf } from '../support/trace-builder.ts';
import { servedTraces } from '../support/served-traces.ts';
import { viewerTraces } from '../support/viewer-traces.ts';

const MANY = 400;
/** Taller than any window, with its failures and its matches out of sight. */
const tall = traceOf(
  [
    span(
      'shop',
      'GET /list',
      [0, 10 * MANY],
      { kind: 'server' },
      Array.from({ length: MANY }, (_, i) =>
        span('shop', `step ${i}`, [10 * i, 10 * i + 9], {
          status: i % 150 === 149 ? 'error' : 'unset',
          attributes: i === 333 ? { 'card.number': 'needle' } : {},
        }),
      ),
    ),
  ],
  'd1'.repeat(16),
);
const traces = [...viewerTraces(), tall];

describe('what a person does in the viewer', { skip: withoutChromium }, () => {
  const served = servedTraces(traces);
  const { at } = served;
  const selected = (page: Page) => page.locator('.wrow[aria-selected=true]');
  const rows = (page: Page) => page.locator('.waterfall').getAttribute('aria-rowcount');

  test('the tutorial: search, open a trace, compare two, see the dependencies', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/');
    await page.getByLabel('Service').selectOption('gateway');
    await page.getByRole('button', { name: 'Find Traces' }).click();
    await page.waitForURL(/\/search\?service=gateway/);
    await settled(page);
    await page.getByRole('heading', { name: '30 Traces' }).waitFor();
    await page.getByLabel('Sort').selectOption('Longest First');
    await page.getByRole('link', { name: 'gateway: GET /process' }).first().click();
    await page.getByRole('heading', { name: 'gateway: GET /process' }).waitFor();
    await page.goBack();
    await settled(page);
    const ticks = page.getByRole('checkbox', { name: 'Compare trace' });
    await ticks.nth(0).check();
    await ticks.nth(3).check();
    await page.getByRole('button', { name: 'Compare Traces' }).click();
    await settled(page);
    await page.getByRole('region', { name: 'Both traces' }).waitFor();
    await page.getByRole('link', { name: 'Dependencies' }).click();
    await settled(page);
    await page.locator('[data-edge="gateway enricher"]').waitFor();
    await assertCalm(shown, 'the tutorial');
  });

  test('Jaeger’s own addresses work', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const [first, second] = traces;
    await at(page, '/search?service=cart&lookback=1h&limit=20&tags=%7B%22error%22%3A%22true%22%7D');
    await page.getByRole('heading', { name: '1 Trace' }).waitFor();
    await at(page, `/trace/${first?.traceId ?? ''}?uiFind=enrich`);
    await page.locator('[data-figure=matches]').getByText('of 2').waitFor();
    await at(page, `/trace/${first?.traceId ?? ''}...${second?.traceId ?? ''}`);
    await page.getByRole('region', { name: 'Both traces' }).waitFor();
  });

  test('the keyboard moves, collapses, jumps and finds, and the row comes into view', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}`);
    assert.equal(await rows(page), String(MANY + 1));
    await page.keyboard.press('j');
    await selected(page).getByText('step 0').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.locator('.waterfall[aria-rowcount="1"]').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator(`.waterfall[aria-rowcount="${MANY + 1}"]`).waitFor();
    await page.keyboard.press('End');
    await selected(page)
      .getByText(`step ${MANY - 1}`)
      .waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('e');
    await selected(page).getByText('step 149').waitFor();
    await page.keyboard.press('e');
    await selected(page).getByText('step 299').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('needle');
    await page.locator('[data-figure=matches]').getByText('of 1').waitFor();
    await page.keyboard.press('Enter');
    await selected(page).getByText('step 333').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByText('card.number').waitFor();
    assert.match(page.url(), /span=/);
    await page.keyboard.press('Escape');
    await page.locator('.span-panel').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('next and previous error').waitFor();
    await assertCalm(shown, 'keys');
  });

  test('c follows the critical path in the order of time', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}`);
    await page.keyboard.press('c');
    await selected(page).getByText('step 0').waitFor();
    await page.getByLabel('Critical path only').check();
    await page.keyboard.press('C');
    await selected(page).waitFor();
  });

  test('a field that cannot be understood is said to be wrong, and nothing is searched', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search');
    for (const [label, text] of [
      ['Tags', 'foo'],
      ['Min Duration', 'abc'],
      ['Limit Results', 'x'],
    ] as const) {
      await page.getByLabel(label).fill(text);
      await page.getByRole('button', { name: 'Find Traces' }).click();
      assert.equal(await page.locator('input:invalid').count(), 1, label);
      await page.getByLabel(label).fill('');
    }
    assert.match(page.url(), /\/search$/);
    await assertCalm(shown, 'fields');
  });

  test('k, E, N, −, 0 and a double click undo what j, e, n, + and dragging do', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}?span=${tall.spans[3]?.spanId ?? ''}&find=needle`);
    await selected(page).getByText('step 2', { exact: true }).waitFor();
    await page.locator('.span-panel').waitFor();
    await page.keyboard.press('k');
    await selected(page).getByText('step 1', { exact: true }).waitFor();
    await page.keyboard.press('E');
    await selected(page).getByText('step 299', { exact: true }).waitFor();
    await page.locator('[data-figure=matches]').getByText('of 1').waitFor();
    await page.keyboard.press('N');
    await selected(page).getByText('step 333', { exact: true }).waitFor();
    const whole = page.locator('.axis').getByText('4.00 s');
    await page.keyboard.press('+');
    await whole.waitFor({ state: 'detached' });
    await page.keyboard.press('-');
    await whole.waitFor();
    await page.keyboard.press('+');
    await page.keyboard.press('0');
    await whole.waitFor();
    await page.keyboard.press('+');
    await page.locator('.minimap').dblclick();
    await whole.waitFor();
  });

  test('dragging over the minimap shows that part, a double click all', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, `/trace/${tall.traceId}`);
    const box = await page.locator('.minimap').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width * 0.5, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.locator('.axis').getByText('2.00 s').first().waitFor();
    await page.getByRole('button', { name: 'Whole trace' }).click();
    await page.locator('.axis').getByText('0 µs').waitFor();
    await page.keyboard.press('+');
    await page.locator('.axis').getByText('1.00 s').first().waitFor();
  });

  test('a click on the flame graph narrows it, and Show all undoes it', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/flame?service=gateway');
    const enrich = page.getByRole('button', { name: 'enricher GET /enrich' });
    const before = await enrich.boundingBox();
    await enrich.click();
    await page.waitForTimeout(400);
    const narrowed = await enrich.boundingBox();
    assert.ok(before && narrowed && narrowed.width > before.width * 1.1);
    await page.getByRole('button', { name: 'Show all' }).click();
  });

  test('the flame graph stays narrowed in its address, and the back button widens it', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/flame?service=gateway');
    const enrich = page.getByRole('button', { name: /^enricher GET \/enrich: / });
    await enrich.click();
    const width = async (): Promise<number> => {
      const style = (await enrich.getAttribute('style')) ?? '';
      return Math.round(Number(/width: ([\d.]+)%/.exec(style)?.[1]));
    };
    assert.equal(await width(), 100);
    await page.reload();
    await settled(page);
    assert.equal(await width(), 100);
    await page.goBack();
    await page.getByRole('button', { name: 'Show all', disabled: true }).first().waitFor();
    assert.ok((await width()) < 90);
  });

  test('Enter presses the control that has the focus, whatever row j has chosen', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/search?service=gateway');
    await page.keyboard.press('j');
    const third = page.locator('.traces .trace').nth(2);
    const id = await third.getAttribute('data-trace');
    await third.getByRole('link').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/trace/${id ?? ''}$`));
    await page.goBack();
    await settled(page);
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Find Traces' }).focus();
    await page.keyboard.press('Enter');
    await settled(page);
    assert.match(page.url(), /\/search\?/);
  });

  test('an address that names another span of the same trace shows that span', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const spans = tall.spans.map(({ spanId }) => spanId);
    await at(page, `/trace/${tall.traceId}?span=${spans[2] ?? ''}`);
    const panel = page.getByRole('complementary', { name: 'Span' });
    await panel.getByText(spans[2] ?? '').waitFor();
    const other = JSON.stringify(`/trace/${tall.traceId}?span=${spans[300] ?? ''}`);
    await page.evaluate(
      `history.pushState(null, '', ${other}); dispatchEvent(new PopStateEvent('popstate'))`,
    );
    await panel.getByText(spans[300] ?? '').waitFor();
    await page.goBack();
    await panel.getByText(spans[2] ?? '').waitFor();
  });

  test('findings of no traces are not good ones', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/findings?service=gateway&operation=GET+%2Fnowhere');
    await page.getByText('No traces to check.').waitFor();
    assert.equal(await page.getByText('All traces are complete').count(), 0);
  });

  test('a dot of the scatter leads to its trace, and a call to the traces behind it', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/dependencies');
    await page.locator('[data-edge="cart stock"]').getByRole('button', { name: 'Traces' }).click();
    await page.getByRole('heading', { name: 'Traces with a call' }).waitFor();
    await page.locator('.trace').first().waitFor();
    assert.equal(await page.locator('.trace').count(), 1);
    await at(page, `/search?service=shop`);
    const dot = await page.locator('.scatter canvas').boundingBox();
    assert.ok(dot);
    await page.mouse.click(dot.x + 54 + (dot.width - 64) / 2, dot.y + 10 + 118 * (1 - 1 / 1.05));
    await page.waitForURL(new RegExp(tall.traceId));
  });

  test('the theme is the person’s choice, and stays', async () => {
    await using shown = await openPage({ theme: 'light' });
    const { page } = shown;
    await at(page, '/search');
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.locator('html[data-theme=dark]').waitFor();
    await page.reload();
    await page.locator('html[data-theme=dark]').waitFor();
  });

  test('N+1 and failures are among the findings', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await at(page, '/findings?service=cart');
    await page.locator('[data-kind="Repeated calls"]').getByText('N+1: cart GET').waitFor();
  });
});
