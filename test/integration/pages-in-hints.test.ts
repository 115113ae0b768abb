import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { withoutEngine } from '../support/local-lab.ts';

test('a page that a hint names can be opened from any folder', async () => {
  await using lab = await withoutEngine();
  for (const args of [
    ['verify', '--expect', './none.yaml'],
    ['learn', '--lessons', './none.yaml'],
  ]) {
    const { stderr } = await lab.run(...args);
    const [page = ''] = /\S+\/docs\/\S+\.md/.exec(stderr) ?? [];
    assert.ok(page.startsWith('/') && existsSync(page), stderr);
  }
});

test('every page that a hint names is there', async () => {
  const files = await readdir('src', { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(sources.map((file) => readFile(resolve('src', file), 'utf8')));
  const pages = new Set(texts.join('').match(/\bdocs\/[\w-]+\.md\b/g));
  assert.ok(pages.size > 3);
  for (const page of pages) assert.ok(existsSync(page), page);
});
