import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureChromium } from '../test/chromium.ts';

const SIZE = { width: 1280, height: 800 };

/** The pages in the pictures; `act` is what a person does before. */
const PAGES = {
  overview: { path: '/overview', theme: 'light' },
  trace: {
    path: '/search?sort=Longest+First',
    theme: 'dark',
    opens: '.trace a',
    selects: '.wrow:nth-child(7)',
  },
  compare: { path: '/compare?groups=slowest', theme: 'light' },
  dependencies: { path: '/dependencies', theme: 'dark' },
} as const;

/**
 * Takes the pictures of the viewer as `viewer-<page>.png`.
 *
 * @param url of a lab that has a run with a fault
 * @returns the names of the files
 */
export async function shootViewer(url: string, folder: string): Promise<string[]> {
  const executablePath = await ensureChromium({ note: () => undefined });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const names: string[] = [];
  try {
    for (const [name, shot] of Object.entries(PAGES)) {
      const page = await browser.newPage({ viewport: SIZE, colorScheme: shot.theme });
      await page.goto(`${url}${shot.path}`);
      await page.locator('[data-figure], [data-edge], [data-place]').first().waitFor();
      if ('opens' in shot) {
        await page.locator(shot.opens).first().click();
        await page.locator(shot.selects).click();
        await page.locator('.facts-list').waitFor();
      }
      await page.locator('[role=status], [aria-busy=true]').first().waitFor({ state: 'detached' });
      names.push(`viewer-${name}.png`);
      await page.screenshot({ path: join(folder, `viewer-${name}.png`) });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return names;
}
