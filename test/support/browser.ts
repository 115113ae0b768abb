import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { realProgram } from './real-programs.ts';

export const { path: CHROMIUM, skip: withoutChromium } = realProgram('JAEGER_LAB_TEST_CHROMIUM');

export type Theme = 'light' | 'dark';

export interface Shown extends AsyncDisposable {
  readonly page: Page;
  /** What a page must never cause: errors, complaints of the browser, requests to elsewhere. */
  readonly complaints: readonly string[];
}

let browser: Promise<Browser> | undefined;

/** One for all tests of a file; it ends with `closeBrowser`. */
const opened = (): Promise<Browser> =>
  (browser ??= chromium.launch({
    executablePath: CHROMIUM,
    // The tests may run as root, where Chromium has no sandbox of its own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  }));

export async function closeBrowser(): Promise<void> {
  const closing = browser;
  browser = undefined;
  // One that did not start has failed its tests, and must not keep the rest of a file from ending.
  await (await closing?.catch(() => undefined))?.close();
}

/** Longer than a page takes on a slow machine. */
const PATIENCE_MS = 60_000;

/**
 * A window with nothing in it.
 *
 * @param options.offline without any network, as on a train
 */
export async function openPage({
  width = 1600,
  theme = 'light',
  offline = false,
}: {
  readonly width?: number;
  readonly theme?: Theme;
  readonly offline?: boolean;
} = {}): Promise<Shown> {
  const context = await (
    await opened()
  ).newContext({
    viewport: { width, height: width > 1000 ? 1000 : 760 },
    colorScheme: theme,
    offline,
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const isOwn = ['blob:', 'data:', 'file:'].includes(protocol) || page.url().startsWith(origin);
    if (!isOwn && page.url() !== 'about:blank') complaints.push(`a request to ${request.url()}`);
  });
  return {
    page,
    complaints,
    [Symbol.asyncDispose]: () => context.close(),
  };
}

/** Until the page shows its answer, or says why there is none. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1, main h2').first().waitFor();
  await page.locator('[role=status], [aria-busy=true]').first().waitFor({ state: 'detached' });
}

/** Nothing is wider than the window, and nothing complained. */
export async function assertCalm({ page, complaints }: Shown, what: string): Promise<void> {
  const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  assert.ok(over <= 0, `${what}: ${over} px wider than the window`);
  assert.deepEqual(complaints, [], what);
}

/** A picture for a person to look at, where `JAEGER_LAB_TEST_SHOTS` names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const { JAEGER_LAB_TEST_SHOTS: folder } = process.env;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll(' ', '-')}.png`), fullPage: true });
}
