import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SlowestAnswer } from '../../src/cli/commands/slowest/answer.ts';
import { runProgram } from '../../src/cli/program.ts';
import { serveViewer } from '../../src/viewer/server.ts';
import {
  assertCalm,
  closeBrowser,
  openPage,
  settled,
  shoot,
  withoutChromium,
} from '../support/browser.ts';
import { figuresIn } from '../support/figures-in.ts';
import { memoryContext } from '../support/memory-context.ts';
import { JAEGER_1, JAEGER_2, type RealJaeger, startJaeger } from '../support/real-jaeger.ts';
import { realProgram } from '../support/real-programs.ts';
import { run } from '../support/run.ts';
import { until } from '../support/until.ts';
import { otlpOf } from '../support/viewer-backend.ts';
import { HOSTILE, startingBefore, viewerTraces } from '../support/viewer-traces.ts';

const REAL = {
  '1.57': [realProgram('JAEGER_LAB_TEST_JAEGER'), JAEGER_1],
  '2': [realProgram('JAEGER_LAB_TEST_JAEGER_2'), JAEGER_2],
} as const;

for (const [version, [program, launch]] of Object.entries(REAL))
  describe(`ui of a real Jaeger ${version}`, { skip: withoutChromium || program.skip }, () => {
    const traces = viewerTraces();
    const stop = new AbortController();
    const { context, written } = memoryContext({ stop: stop.signal, distFolder: resolve('dist') });
    let jaeger: RealJaeger;
    let served: Promise<void>;
    before(async () => {
      jaeger = await startJaeger(program.path, launch);
      const answer = await fetch(`${jaeger.otlpHttp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpOf(traces, startingBefore(Date.now(), traces.length))),
      });
      assert.equal(answer.status, 200);
      served = runProgram(['ui', '--jaeger-url', jaeger.query], context);
      await until('the address is printed', () => written.out !== '');
    });
    after(async () => {
      await closeBrowser();
      stop.abort();
      await served;
      await jaeger[Symbol.asyncDispose]();
    });

    test('has the figures of the command, and is as calm about hostile names', async () => {
      const url = written.out.trim();
      const { out } = await run(['slowest', '--jaeger-url', jaeger.query, '--json']);
      const { sections } = JSON.parse(out) as SlowestAnswer;
      await using shown = await openPage();
      const { page } = shown;
      await page.goto(`${url}search`);
      await settled(page);
      await page.getByRole('heading', { name: `${traces.length} Traces` }).waitFor();
      await page.getByRole('link', { name: HOSTILE.service }).first().waitFor();
      await page.goto(`${url}time`);
      await settled(page);
      for (const [i, { meanUs }] of sections.entries())
        assert.equal((await figuresIn(page.locator('[data-section]').nth(i)))[0], meanUs);
      await page.goto(`${url}trace/${'ab'.repeat(16)}`);
      await settled(page);
      await page.locator('.wrow').nth(1).click();
      await page.getByText('Events (2)').waitFor();
      await shoot(page, `real-jaeger-${version}`);
      await assertCalm(shown, version);
    });
  });

const RECORDINGS = ['jaeger-2.20', 'odd-spans/jaeger-1.57'].map((name) =>
  join('test/fixtures/jaeger', name),
);

interface Recording {
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
}

describe('what real Jaegers answered', { skip: withoutChromium }, () => {
  after(closeBrowser);

  test('every recorded trace is drawn, whatever is odd about it', async () => {
    const recorded = new Map<string, Recording>();
    for (const folder of RECORDINGS)
      for (const name of (await readdir(folder)).filter((one) => one.startsWith('trace-v3'))) {
        const one = JSON.parse(await readFile(join(folder, name), 'utf8')) as Recording;
        if (one.status === 200) recorded.set(one.request, one);
      }
    const server = await serveViewer({
      folder: resolve('dist/viewer'),
      port: 0,
      ask: (path) =>
        Promise.resolve({
          status: 200,
          body: JSON.stringify(recorded.get(path.split('?', 1)[0] ?? '')?.body ?? { services: [] }),
          location: undefined,
        }),
      newest: () => Promise.resolve(''),
      warn: (sentence) => assert.fail(sentence),
    });
    try {
      await using shown = await openPage({ width: 360, theme: 'dark' });
      const { page } = shown;
      assert.ok(recorded.size > 10);
      for (const request of recorded.keys()) {
        const id = request.split('/').at(-1) ?? '';
        await page.goto(`http://localhost:${server.port}/trace/${id}`);
        await settled(page);
        assert.ok(Number(await page.locator('.waterfall').getAttribute('aria-rowcount')) > 0);
        await page.locator('.wrow').first().click();
        await page.locator('.facts-list').waitFor();
        await assertCalm(shown, id);
      }
    } finally {
      await server.close();
    }
  });
});
