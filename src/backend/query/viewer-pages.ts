import { type Answer, NOT_FOUND } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import { staticFile } from './static-files.ts';

/** Addresses of pages: the page itself finds out from its address what to show. */
const PAGES =
  /^\/(?:$|(?:search|dependencies|dependency|system-architecture|overview|time|flame|findings)\/?$|trace\/[^/]+\/?$|compare(?:\/|$))/;

/**
 * A folder with an index.html, and what it needs, for browsers.
 *
 * @param fallback what a page shows where there is no such folder
 */
export const viewerPages = (folder: string | undefined, fallback: Answer = NOT_FOUND): Route => ({
  path: /^\/(?!api\/)/,
  async answer({ path }) {
    const isPage = PAGES.test(path);
    const file = isPage ? '/index.html' : path;
    const found = folder === undefined ? undefined : await staticFile(folder, file);
    return found ?? (isPage ? fallback : await noSuchPage(folder, path));
  },
});

/** The page says so itself and leads back; a program that asked for a file gets a plain answer. */
async function noSuchPage(folder: string | undefined, path: string): Promise<Answer> {
  if (folder === undefined || path.includes('.')) return NOT_FOUND;
  const page = await staticFile(folder, '/index.html');
  return page === undefined ? NOT_FOUND : { ...page, status: NOT_FOUND.status };
}
