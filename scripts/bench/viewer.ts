import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { nearestRank } from '../../src/base/percentile.ts';
import { reportPage } from '../../src/viewer/report/report-page.ts';
import { serveViewer } from '../../src/viewer/server.ts';
import { ensureChromium } from '../test/chromium.ts';
import type { Bench, BenchResult, Compared, Ratio } from './bench.ts';
import { answerOf, SHAPES, TRACE_ID } from './large-traces.ts';
import { chainsOfFour } from './chains-of-four.ts';

/** Without any data, compressed. */
const HEAVIEST_KB = 120;
const TRACES = 10_000;
const OPEN_WITHIN_MS = 2000;
/** Half of what a screen of 60 Hz allows, and there is no GPU here. */
const FRAME_MS = 8;
const FRAMES = 120;
const PATIENCE_MS = 120_000;
const FOLDER = resolve('dist/viewer');

/**
 * The page with the largest traces. Jaeger's UI ends with "too much recursion" at 10,000 spans under one root.
 *
 * @see https://github.com/jaegertracing/jaeger-ui/issues/2720
 */
export const viewerBench: Bench = {
  name: 'viewer',
  about: 'weight of the page, scrolling 50,000 spans, opening 10,000 traces',
  async run(): Promise<BenchResult> {
    const executablePath = await ensureChromium({ note: () => undefined });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const parts = [await manyTraces(browser)];
      for (const shape of Object.keys(SHAPES) as (keyof typeof SHAPES)[])
        parts.push(await oneTrace(browser, shape));
      const { ratio, line } = await weight();
      const lines = [line, ...parts.flatMap((part) => part.lines)];
      return { ...ratio, lines, also: parts.flatMap((part) => part.ratios) };
    } finally {
      await browser.close();
    }
  },
};

async function weight(): Promise<{ ratio: Ratio; line: string }> {
  const names = ['index.html', 'app.js', 'app.css', 'worker.js'];
  const files = await Promise.all(names.map((name) => readFile(join(FOLDER, name))));
  const kb = files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0) / 1000;
  const what = `kB of the page, compressed, over ${HEAVIEST_KB}`;
  return {
    ratio: { what, ratio: kb / HEAVIEST_KB, target: 1 },
    line: `page ${kb.toFixed(1)} kB compressed, without data`,
  };
}

/** A Jaeger that has one trace. */
async function oneTrace(browser: Browser, shape: keyof typeof SHAPES): Promise<Compared> {
  const trace = answerOf(SHAPES[shape]);
  const server = await serveViewer({
    folder: FOLDER,
    port: 0,
    ask: (path) => Promise.resolve(answer(path.startsWith('/api/v3/traces/') ? trace : SERVICES)),
    newest: () => Promise.resolve(''),
    warn: () => undefined,
  });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  try {
    const began = performance.now();
    await page.goto(`http://localhost:${server.port}/trace/${TRACE_ID}`);
    await page.locator('.wrow').first().waitFor({ timeout: PATIENCE_MS });
    const ms = performance.now() - began;
    const frames = (await scrolled(page)).toSorted((a, b) => a - b);
    const [p50, p95] = [nearestRank(frames, 50) ?? 0, nearestRank(frames, 95) ?? 0];
    const about = `one trace of 50000 spans, ${shape}`;
    return {
      lines: [
        `${about}: first waterfall after ${ms.toFixed(0)} ms`,
        `  script, style and layout of a frame while scrolling: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, n = ${frames.length}`,
      ],
      ratios: [
        { what: `p95 of a frame over ${FRAME_MS} ms, ${about}`, ratio: p95 / FRAME_MS, target: 1 },
      ],
    };
  } finally {
    await page.close();
    await server.close();
  }
}

const SERVICES = '{"services":["shop"]}';
const answer = (body: string) => ({ status: 200, body, location: undefined });

/** What the browser computed for each frame, in ms, by its own count. */
async function scrolled(page: Page): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  // In CPU time, which other programs do not change.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
    return 1000 * (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration'));
  };
  const frames: number[] = [];
  for (let frame = 0; frame < FRAMES; frame += 1) {
    const before = await busyMs();
    await page.evaluate(SCROLL);
    frames.push((await busyMs()) - before);
  }
  return frames;
}

/** Most of a window further, and until that is drawn. */
const SCROLL = `new Promise((done) => {
  document.querySelector('.waterfall').scrollBy(0, 500);
  requestAnimationFrame(() => requestAnimationFrame(done));
})`;

/** A report of as many traces as the commands read at most. */
async function manyTraces(browser: Browser): Promise<Compared> {
  const folder = await mkdtemp(join(tmpdir(), 'jaeger-lab-bench-'));
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  try {
    const file = join(folder, 'report.html');
    await writeFile(file, await reportPage(FOLDER, chainsOfFour(TRACES)));
    const began = performance.now();
    await page.goto(`${pathToFileURL(file).href}#/search`);
    await page.locator('.trace').first().waitFor({ timeout: PATIENCE_MS });
    const ms = performance.now() - began;
    return {
      lines: [`a report of ${TRACES} traces: listed after ${ms.toFixed(0)} ms`],
      ratios: [
        {
          what: `opening ${TRACES} traces over ${OPEN_WITHIN_MS} ms`,
          ratio: ms / OPEN_WITHIN_MS,
          target: 1,
        },
      ],
    };
  } finally {
    await page.close();
    await rm(folder, { recursive: true });
  }
}
