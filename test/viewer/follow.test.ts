import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Listening } from '../../src/backend/http/listen.ts';
import type { Page } from 'playwright-core';
import { createJaegerClient, type JaegerClient } from '../../src/jaeger/client.ts';
import type { RunTraces } from '../../src/viewer/lab-routes.ts';
import { assertCalm, closeBrowser, openPage, withoutChromium } from '../support/browser.ts';
import { span, traceOf } from '../support/trace-builder.ts';
import { tutorialTraces } from '../support/tutorial-traces.ts';
import { otlpOf, type ViewerBackend, viewerBackend } from '../support/viewer-backend.ts';
import { viewerOfRuns } from '../support/viewer-of-runs.ts';

const [arriving, ...traces] = tutorialTraces(11);
assert.ok(arriving);
const began = Date.now();
const run: RunTraces = {
  id: 2,
  scenario: 'tutorial',
  startedAt: new Date(began - 60_000).toISOString(),
  finishedAt: new Date(began - 40_000).toISOString(),
  requests: traces.length,
  failed: 0,
  isOfThisLab: true,
  traceIds: traces.map(({ traceId }) => traceId),
  faulty: [],
};
const runs = [run];

/** Its first call comes last. */
const growing = traceOf(
  [
    span('grower', 'GET /grow', [0, 900], { kind: 'server' }, [
      span('grower', 'first', [0, 300]),
      span('grower', 'second', [300, 600], {}, [span('grower', 'within', [300, 500])]),
      span('grower', 'third', [600, 900]),
    ]),
  ],
  'ce'.repeat(16),
);

/** Until the server compares with what there is now. */
async function follow(page: Page): Promise<void> {
  const listens = page.waitForResponse(/\/lab\/events$/);
  await page.getByLabel('Follow').check();
  await listens;
  await page.waitForTimeout(300);
}

describe('a page that follows', { skip: withoutChromium }, () => {
  let backend: ViewerBackend;
  let client: JaegerClient;
  let server: Listening;
  let newest = 0;
  let url = '';
  before(async () => {
    backend = await viewerBackend();
    await backend.send(otlpOf(traces, (i) => (began - 60_000 + i * 500) * 1000));
    client = createJaegerClient({ url: backend.url });
    server = await viewerOfRuns({
      ask: (path) => client.get(path),
      ...{ runs, newest: () => newest },
    });
    url = `http://localhost:${server.port}`;
  });
  after(async () => {
    await closeBrowser();
    await server.close();
    await client[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  test('follows on the search, and returns to the run that it came from', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/search?run=2&service=gateway`);
    await page.getByRole('heading', { name: '10 Traces of run 2' }).waitFor();
    await follow(page);
    const heading = page.getByRole('heading', { name: /Traces of the last 5 min/ });
    const count = Number.parseInt((await heading.textContent()) ?? '', 10);
    await backend.send(otlpOf([arriving], () => (Date.now() - 2000) * 1000));
    newest += 1;
    await page.getByRole('heading', { name: `${count + 1} Traces of the last 5 min` }).waitFor();
    await page.getByLabel('Follow').uncheck();
    await page.getByRole('heading', { name: '10 Traces of run 2' }).waitFor();
    assert.match(page.url(), /service=gateway/);
    assert.doesNotMatch(page.url(), /follow|lookback/);
    await assertCalm(shown, 'follow a search');
  });

  test('follows a trace, in which rows stay selected and closed', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const { traceId, spans } = growing;
    const startUs = (Date.now() - 2000) * 1000;
    const early = spans.filter(({ name }) => name !== 'first');
    await backend.send(otlpOf([{ ...growing, spans: early }], () => startUs));
    await page.goto(`${url}/trace/${traceId}`);
    const rows = (count: number) => page.locator(`.waterfall[aria-rowcount="${count}"]`).waitFor();
    await rows(4);
    await page.locator('.wrow', { hasText: 'second' }).locator('.twisty').click();
    await rows(3);
    await page.locator('.wrow', { hasText: 'third' }).click();
    await follow(page);
    const last = spans.filter(({ name }) => name === 'first');
    await backend.send(otlpOf([{ ...growing, spans: last }], () => startUs));
    newest += 1;
    await rows(4);
    await page.locator('.wrow[aria-selected=true]').getByText('third').waitFor();
    await page.locator('.wrow[aria-expanded=false]').getByText('second').waitFor();
    await assertCalm(shown, 'follow a trace');
  });

  test('lists a run that has ended while the page was open', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/overview?run=2`);
    const option = page.getByLabel('Traces of').locator('option', { hasText: 'run 3 (tutorial)' });
    await page.getByText('10 traces of run 2').waitFor();
    assert.equal(await option.count(), 0);
    runs.push({ ...run, id: 3 });
    try {
      await page.evaluate("dispatchEvent(new Event('focus'))");
      await option.waitFor({ state: 'attached' });
    } finally {
      runs.pop();
    }
  });
});
