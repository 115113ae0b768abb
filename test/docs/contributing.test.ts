import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);

test('every frame of the walk through one command is a file that has that function', async () => {
  const page = await readFile(new URL('docs/contributing.md', root), 'utf8');
  const frames = Array.from(page.matchAll(/^\| \d+ +\| (?:`(\w+)` in )?`(src\/[^`]+)`/gm));
  assert.equal(frames.length, 14);
  for (const [, name, file = ''] of frames) {
    const text = await readFile(new URL(file, root), 'utf8');
    if (name !== undefined) assert.match(text, new RegExp(`(function|class) ${name}\\b`), file);
  }
});
