import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name).sort();

test('the README lists every command of the program once', async () => {
  const readme = await readFile('README.md', 'utf8');
  const lists = ['program', 'learning-commands', 'own-commands', 'shell-commands'].map((name) =>
    readFile(`src/cli/${name}.ts`, 'utf8'),
  );
  const program = (await Promise.all(lists)).join('');
  const section = readme.slice(readme.indexOf('## Commands'), readme.indexOf('## Recipes'));
  assert.deepEqual(
    matches(section, /^\| `([a-z]+)`/gm),
    matches(program, /^ {4}name: '([a-z]+)'/gm),
  );
});
