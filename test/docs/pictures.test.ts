import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const FOLDER = new URL('../../docs/pictures/', import.meta.url);

test('the commands in the pictures are those of an installed program', () => {
  const pictures = readdirSync(FOLDER).filter((name) => name.endsWith('.svg'));
  assert.ok(pictures.length > 0);
  for (const name of pictures)
    assert.doesNotMatch(readFileSync(new URL(name, FOLDER), 'utf8'), /main\.js/, name);
});
