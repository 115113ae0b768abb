import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chooseTrace, TRACE_NAMES, type TraceName } from '../../src/analysis/choose-trace.ts';
import { LabError } from '../../src/base/errors.ts';
import type { Listening } from '../../src/backend/http/listen.ts';
import type { SpanLog } from '../../src/analysis/trace-logs.ts';
import { createJaegerClient, type JaegerClient } from '../../src/jaeger/client.ts';
import { micros } from '../../src/model/units.ts';
import type { RunTraces } from '../../src/viewer/lab-routes.ts';
import {
  assertCalm,
  closeBrowser,
  openPage,
  settled,
  shoot,
  withoutChromium,
} from '../support/browser.ts';
import { tutorialTraces } from '../support/tutorial-traces.ts';
import { otlpOf, type ViewerBackend, viewerBackend } from '../support/viewer-backend.ts';
import { viewerOfRuns } from '../support/viewer-of-runs.ts';

const [late, ...traces] = tutorialTraces(25);
assert.ok(late);
const inRun = traces.slice(0, 20);
const began = Date.now();
const [logged] = inRun;
assert.ok(logged);
const line = { component: 'validator', level: 'info', timeUs: micros(began * 1000 - 59_900_000) };
const lines: SpanLog[] = [
  { ...line, spanId: logged.spans[2]?.spanId ?? '', message: 'validated in 3 ms' },
  { ...line, spanId: 'f'.repeat(16), message: 'its span is elsewhere' },
];
const run: RunTraces = {
  id: 2,
  scenario: 'tutorial',
  startedAt: new Date(began - 60_000).toISOString(),
  finishedAt: new Date(began - 40_000).toISOString(),
  requests: inRun.length,
  failed: 0,
  isOfThisLab: true,
  traceIds: inRun.map(({ traceId }) => traceId),
  faulty: inRun.slice(0, 5).map(({ traceId }) => traceId),
};

/** What was driven before: the traces that are in no other run. */
const earlier: RunTraces = {
  ...run,
  id: 1,
  requests: 4,
  traceIds: traces.slice(20).map(({ traceId }) => traceId),
  faulty: [],
};

const isAlone = (beginning: string): boolean =>
  traces.filter(({ traceId }) => traceId.startsWith(beginning)).length === 1;

const GONE = 'cannot reach Jaeger at http://127.0.0.1:1: connection refused';

describe('the page of ui', { skip: withoutChromium }, () => {
  let backend: ViewerBackend;
  let client: JaegerClient;
  let server: Listening;
  let newest = 0;
  let isGone = false;
  let url = '';
  before(async () => {
    backend = await viewerBackend();
    await backend.send(otlpOf(traces, (i) => (began - 60_000 + i * 500) * 1000));
    client = createJaegerClient({ url: backend.url });
    server = await viewerOfRuns({
      ask: (path) => (isGone ? Promise.reject(new LabError(GONE)) : client.get(path)),
      runs: [earlier, run],
      logs: (traceId) => (traceId === logged.traceId ? lines : []),
      newest: () => newest,
    });
    url = `http://localhost:${server.port}`;
  });
  after(async () => {
    await closeBrowser();
    await server.close();
    await client[Symbol.asyncDispose]();
    await backend[Symbol.asyncDispose]();
  });

  test('opens on the last run of the ledger, whose faults it compares', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(url);
    await page.waitForURL(/\/overview\?run=2$/);
    await settled(page);
    await page.getByText('20 traces of run 2').waitFor();
    await page.getByText('5 of 20 requests carried a planted fault.').waitFor();
    await page.getByRole('link', { name: 'How they differ' }).click();
    await settled(page);
    await page.getByText('b: with a fault (5)').waitFor();
    await page.getByText('Permutation test').waitFor();
    await assertCalm(shown, 'ui');
  });

  test('a run in which nothing matches is not searched by a longer Lookback', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/search?run=2&operation=nowhere`);
    await page.getByText('No trace of run 2 matches. Try fewer conditions.').waitFor();
    await page.goto(`${url}/search?operation=nowhere`);
    await page.getByText('Try a longer Lookback, or fewer conditions.').waitFor();
    await assertCalm(shown, 'no results');
  });

  test('compares two runs, and leads to the traces of each', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/compare?groups=slowest`);
    await page.getByLabel('or two').selectOption('runs');
    await page.getByLabel('a', { exact: true }).fill('1');
    await page.getByLabel('b', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.waitForURL(/groups=runs/);
    await settled(page);
    await page.getByText('a: run 1 (4)').waitFor();
    await page.getByText('b: run 2 (20)').waitFor();
    await page.getByRole('link', { name: 'run 1' }).click();
    await page.getByText('4 traces of run 1').waitFor();
    await assertCalm(shown, 'runs');
  });

  test('shows log lines under their spans, as trace --logs does', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/trace/${logged.traceId}`);
    await page.getByText('Log lines').click();
    await page.getByText('span is elsewhere').waitFor();
    await page.locator('[data-log="2"]').getByRole('button', { name: 'Show' }).click();
    const panel = page.getByRole('complementary', { name: 'Span' });
    await panel.getByText('Log lines (1)').waitFor();
    await panel.getByText('validated in 3 ms').waitFor();
    await shoot(page, 'log-lines');
    await assertCalm(shown, 'logs');
  });

  test('follows what arrives', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/overview`);
    await page.getByText('24 traces of the last 60 min').waitFor();
    await page.getByLabel('Follow').check();
    await page.waitForURL(/follow=/);
    await backend.send(otlpOf([late], () => (Date.now() - 2000) * 1000));
    newest += 1;
    await page.getByText('25 traces of the last 5 min').waitFor();
    await page.getByLabel('Follow').uncheck();
    await page.getByText('25 traces of the last 60 min').waitFor();
    assert.doesNotMatch(page.url(), /follow|lookback/);
    await assertCalm(shown, 'follow');
  });

  test('names why Jaeger does not answer, and goes on when it is back', async () => {
    await using shown = await openPage();
    const { page } = shown;
    isGone = true;
    try {
      await page.goto(`${url}/overview`);
      await page.getByRole('alert').getByText(GONE).waitFor();
    } finally {
      isGone = false;
    }
    await page.getByText('traces of the last 60 min').waitFor();
    isGone = true;
    try {
      await page.goto(`${url}/search`);
      await page.getByRole('alert').getByText('connection refused').first().waitFor();
    } finally {
      isGone = false;
    }
  });

  test('finds a trace by the beginning of its id, and says what is not there', async () => {
    await using shown = await openPage();
    const { page } = shown;
    const [a, b] = [logged.traceId, traces[1]?.traceId ?? ''];
    const short = (id: string): string => {
      let digits = 1;
      while (!isAlone(id.slice(0, digits))) digits += 1;
      return id.slice(0, digits);
    };
    await page.goto(`${url}/trace/${short(a)}`);
    await page.locator('h1 .id').getByText(a).waitFor();
    await page.goto(`${url}/compare?a=${short(a)}&b=${short(b)}`);
    await page.locator('[data-place]').first().waitFor();
    const says = async (path: string, sentence: string | RegExp): Promise<void> => {
      await page.goto(`${url}${path}`);
      await page.getByRole('alert').getByText(sentence).first().waitFor();
    };
    await says('/trace/fffffff', 'no trace id starts with fffffff');
    await says('/compare?a=zzz&b=1', '"zzz" is not a trace id');
    await says('/overview?run=99', 'run 99 is not in the ledger');
    await says('/nope', 'There is no page here');
    await page.getByRole('link', { name: 'To the search' }).click();
    await page.getByRole('button', { name: 'Find Traces' }).waitFor();
  });

  test('takes latest, slowest and median, a pasted page and a traceparent for traces', async () => {
    await using shown = await openPage();
    const { page } = shown;
    // The traces are sent in this order, half a second apart.
    const named = (name: TraceName): string =>
      (name === 'latest' ? inRun.at(-1) : chooseTrace(name, inRun))?.traceId ?? assert.fail();
    for (const name of TRACE_NAMES) {
      await page.goto(`${url}/trace/${name}`);
      await page.locator('h1 .id').getByText(named(name)).waitFor();
      assert.match(await page.title(), new RegExp(named(name).slice(0, 8)));
    }
    const places = async (): Promise<string[]> => {
      await page.locator('[data-place]').first().waitFor();
      return page.locator('[data-place]').allTextContents();
    };
    await page.goto(`${url}/compare?a=${named('slowest')}&b=${named('median')}`);
    const expected = await places();
    await page.goto(`${url}/compare?a=slowest&b=median`);
    assert.deepEqual(await places(), expected);
    await page.goto(`${url}/trace/slowest...median`);
    assert.deepEqual(await places(), expected);
    const pasted = new URLSearchParams({
      a: `http://localhost:16686/trace/${named('slowest')}?uiFind=x`,
      b: `00-${named('median')}-00f067aa0ba902b7-01`,
    });
    await page.goto(`${url}/compare?${pasted.toString()}`);
    assert.deepEqual(await places(), expected);
    await page.goto(`${url}/trace/slowest?run=2&operation=nowhere`);
    await page.getByRole('alert').getByText('no complete traces of run 2').waitFor();
    await assertCalm(shown, 'names of traces');
  });

  test('runs no script that is put into it, and stands still where motion is to be reduced', async () => {
    await using shown = await openPage();
    const { page } = shown;
    await page.goto(`${url}/flame?run=2`);
    await page.locator('.flame-box').first().waitFor();
    const transition = (): Promise<unknown> =>
      page.evaluate("getComputedStyle(document.querySelector('.flame-box')).transitionDuration");
    assert.notEqual(await transition(), '0s');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    assert.equal(await transition(), '0s');
    const ran = await page.evaluate(`new Promise((done) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        setTimeout(() => done([effectiveDirective, typeof injected]), 0));
      const script = document.createElement('script');
      script.textContent = 'var injected = 1';
      document.body.append(script);
    })`);
    assert.deepEqual(ran, ['script-src-elem', 'undefined']);
  });

  test('reads only, and answers no other site', async () => {
    const status = async (path: string, init: RequestInit = {}): Promise<number> =>
      (await fetch(`${url}${path}`, init)).status;
    assert.equal(await status('/api/v3/services'), 200);
    assert.equal(await status('/api/v3/services', { method: 'POST' }), 405);
    assert.equal(await status('/api/archive/1'), 404);
    assert.equal(await status('/lab/runs/3'), 404);
    assert.equal(await status('/..%2fmain.js'), 404);
    assert.equal(await status('/nope'), 404);
    assert.equal(await status('/', { headers: { origin: 'http://evil.example' } }), 403);
  });
});
