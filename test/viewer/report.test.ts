import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ReportAnswer } from '../../src/cli/commands/report/answer.ts';
import type { SlowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import {
  assertCalm,
  closeBrowser,
  openPage,
  settled,
  shoot,
  withoutChromium,
} from '../support/browser.ts';
import { run } from '../support/run.ts';
import { otlpOf, type ViewerBackend, viewerBackend } from '../support/viewer-backend.ts';
import { HOSTILE, startingBefore, viewerTraces } from '../support/viewer-traces.ts';

const traces = viewerTraces();
const distFolder = resolve('dist');

describe('report', () => {
  let backend: ViewerBackend;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-report-'));
    backend = await viewerBackend();
    await backend.send(otlpOf(traces, startingBefore(Date.now(), traces.length)));
  });
  after(async () => {
    await closeBrowser();
    await backend[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function report(name: string, ...args: string[]) {
    const file = join(folder, name);
    const from = ['--jaeger-url', backend.url, '--json', '--out', file];
    const { out, error } = await run(['report', ...from, ...args], { distFolder });
    assert.equal(error, undefined);
    const answer = JSON.parse(out) as ReportAnswer;
    return { answer, url: pathToFileURL(file).href, text: await readFile(file, 'utf8') };
  }

  test('one file answers every page without a network', { skip: withoutChromium }, async () => {
    const { answer, url } = await report('report.html');
    assert.equal(answer.traces, traces.length);
    const { out } = await run(['slowest', '--jaeger-url', backend.url, '--json']);
    const { sections } = JSON.parse(out) as SlowestAnswer;
    await using shown = await openPage({ offline: true });
    const { page } = shown;
    await page.goto(url);
    await settled(page);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await shoot(page, 'report');
    const places = sections[0]?.paths.slice(0, 3) ?? [];
    const nav = page.getByRole('navigation');
    await nav.getByRole('link', { name: 'Where the time goes' }).click();
    await settled(page);
    for (const { steps, meanUs } of places) {
      const { service, name } = steps.at(-1) ?? assert.fail();
      await page
        .locator('tr', { hasText: `${service} ${name}` })
        .locator(`[data-us="${meanUs}"]`)
        .first()
        .waitFor();
    }
    for (const name of ['Flame graph', 'Dependencies', 'Findings', 'Search', 'Compare']) {
      await nav.getByRole('link', { name }).click();
      await settled(page);
      await page.locator('.failed').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'The slowest and the median' }).click();
    await settled(page);
    await page.getByRole('region', { name: 'Where they differ' }).waitFor();
    await page.goBack();
    await page.goBack();
    await settled(page);
    await page.getByRole('link', { name: 'gateway: GET /process' }).first().click();
    await page.getByRole('heading', { name: 'gateway: GET /process' }).waitFor();
    assert.match(page.url(), /#\/trace\//);
    await page.reload();
    await page.getByRole('heading', { name: 'gateway: GET /process' }).waitFor();
    await assertCalm(shown, 'report');
  });

  test('names in it end no element and run nothing', { skip: withoutChromium }, async () => {
    const { url, text } = await report('hostile.html');
    assert.equal(text.match(/<\/script>/g)?.length, 4);
    assert.ok(!text.includes(HOSTILE.service));
    await using shown = await openPage({ offline: true });
    const { page } = shown;
    await page.goto(`${url}#/trace/${'ab'.repeat(16)}`);
    await settled(page);
    await page.getByRole('heading', { name: HOSTILE.service }).waitFor();
    await assertCalm(shown, 'hostile');
  });

  test('--anonymize leaves no name, value or id, and every time', async () => {
    const { text } = await report('anonymous.html', '--anonymize');
    const plain = (await report('plain.html')).text;
    const data = (page: string, id = 'spans'): string =>
      new RegExp(`id="${id}">(.*?)</script>`, 's').exec(page)?.[1] ?? assert.fail();
    const secrets = traces.flatMap(({ traceId, spans }) => [
      traceId,
      ...spans.flatMap(({ name, resource, statusMessage }) => [
        name,
        resource.service,
        statusMessage,
      ]),
    ]);
    for (const secret of new Set(secrets.filter((one) => one.length > 3)))
      for (const id of ['report', 'spans'])
        assert.ok(
          !data(text, id).includes(JSON.stringify(secret).replaceAll('<', '\\u003c')),
          secret,
        );
    const times = (page: string): unknown => {
      const { spans } = JSON.parse(data(page)) as {
        spans: { startUs: number; durationUs: number }[];
      };
      return spans.map(({ startUs, durationUs }) => [startUs, durationUs]);
    };
    assert.deepEqual(times(text), times(plain));
  });

  test('--format md is a summary of at most 60 lines in which names are only text', async () => {
    const { out, error } = await run(['report', '--jaeger-url', backend.url, '--format', 'md']);
    assert.equal(error, undefined);
    assert.ok(out.split('\n').length <= 60, `${out.split('\n').length} lines`);
    // A name of 10,000 characters is in several of them.
    assert.ok(out.split('\n').every((line) => line.length <= 600));
    assert.match(out, /^### Traces of the last 60 min$/m);
    assert.match(out, /^\| `enricher GET \/enrich` \| /m);
    assert.match(out, /^flowchart LR$/m);
    assert.doesNotMatch(out.replaceAll(/`[^`]*`/g, ''), /(?<!\\)<(?=[a-z!/])(?!\/?sub>)/i);
  });

  test('a file for Markdown gets Markdown', async () => {
    const { answer, text } = await report('report.md');
    assert.equal(answer.format, 'md');
    assert.match(text, /^### Traces/);
  });

  test('JAEGER_LAB_FORMAT=json is about what was written, and not about the report', async () => {
    const out = join(folder, 'format.md');
    const env = { JAEGER_LAB_FORMAT: 'json' };
    const told = await run(['report', '--jaeger-url', backend.url, '--out', out], { env });
    assert.equal((JSON.parse(told.out) as ReportAnswer).format, 'md');
    assert.match(await readFile(out, 'utf8'), /^### Traces/);
    const shown = await run(['report', '--jaeger-url', backend.url, '--format', 'md'], { env });
    assert.match(shown.out, /^### Traces/);
  });

  test('a page on a terminal needs a file', async () => {
    const { error } = await run(['report', '--jaeger-url', backend.url, '--json']);
    assert.match(error?.message ?? '', /needs --out/);
  });
});
