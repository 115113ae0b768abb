import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { codeOf } from '../../base/errors.ts';
import type { Answer } from '../http/answer.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Nothing of a page comes from elsewhere, and no other page shows it in a frame. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

export const pageHeaders = { 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' };

/**
 * A file of `folder`, for a path as it was sent. Files that are not really inside the folder, hidden ones and those
 * of a kind that no page needs are as good as absent.
 *
 * @returns undefined when there is none
 */
export async function staticFile(folder: string, path: string): Promise<Answer | undefined> {
  const name = decoded(path);
  const contentType = CONTENT_TYPES[extname(name ?? '').toLowerCase()];
  if (name === undefined || contentType === undefined) return undefined;
  // Neither ".." nor hidden, nor another drive or a stream of a file.
  if (!name.split('/').every((part) => /^[\w@~+-][\w@~+. -]*$/.test(part))) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(join(root, name));
    if (!file.startsWith(root + sep)) return undefined;
    return { status: 200, contentType, body: await readFile(file), headers: pageHeaders };
  } catch (failure) {
    if (ABSENT.has(codeOf(failure) ?? '')) return undefined;
    throw failure;
  }
}

const ABSENT: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
]);

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path).replace(/^\//, '');
  } catch {
    return undefined;
  }
}
