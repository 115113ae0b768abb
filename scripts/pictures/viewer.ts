import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
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
 * Takes the pictures of the viewer as `viewer-<page>.webp`, half of a PNG: the package contains them.
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
      names.push(`viewer-${name}.webp`);
      await writeFile(join(folder, `viewer-${name}.webp`), await pictureOf(page));
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return names;
}

async function pictureOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  return Buffer.from(data, 'base64');
}
