import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

/** Links to a page or picture of the package, or to a heading. Other addresses begin with a scheme. */
const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g;

interface Link {
  readonly page: string;
  /** Path in the package. */
  readonly to: string;
  readonly heading: string | undefined;
}

async function packedFiles(): Promise<readonly string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args);
  const [facts] = JSON.parse(stdout) as { readonly files: readonly { readonly path: string }[] }[];
  return facts?.files.map(({ path }) => path) ?? [];
}

const prose = (text: string): string => text.replace(/^```.*?^```$/gms, '');

function linksOf(page: string, text: string): Link[] {
  return Array.from(prose(text).matchAll(LINK), ([, path = '', heading]) => {
    const to = path === '' ? page : posix.join(posix.dirname(page), path);
    return { page, to, heading };
  });
}

/** As GitHub and npm name headings. */
function headingsOf(text: string): string[] {
  return Array.from(prose(text).matchAll(/^#+ (.*)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link of a packed page leads to a file of the package, and to a heading in it', async () => {
  const files = await packedFiles();
  const pages = files.filter((path) => path.endsWith('.md') && !path.includes('node_modules'));
  assert.ok(pages.includes('README.md') && pages.includes('docs/tutorial.md'), pages.join(' '));
  const texts = new Map<string, string>();
  for (const page of pages) texts.set(page, await readFile(page, 'utf8'));
  const links = [...texts].flatMap(([page, text]) => linksOf(page, text));
  assert.ok(links.length > 50, `${links.length} links`);
  const broken = links.filter(({ to, heading }) => {
    if (!files.includes(to)) return true;
    return heading !== undefined && !headingsOf(texts.get(to) ?? '').includes(heading);
  });
  assert.deepEqual(broken, []);
});
