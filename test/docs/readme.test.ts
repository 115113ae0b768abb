import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { commands } from '../../src/cli/entries/all.ts';

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name).sort();

test('the README lists every command of the program once', async () => {
  const readme = await readFile('README.md', 'utf8');
  const section = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## Recipes'));
  assert.deepEqual(matches(section, /^\| `([a-z]+)`/gm), commands.map(({ name }) => name).sort());
});
