import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonText } from '../../src/render/json.ts';

const EVIL = 'a\u001b[2J\u009b31m\u009d\u202eb\u2066\u00ad\u{e0041}\ufeff';

test('what a terminal may obey or hide is escaped, and read back it is the same', () => {
  const text = jsonText({ name: EVIL });
  assert.match(text, /^[\x20-\x7e]+\n$/);
  assert.deepEqual(JSON.parse(text), { name: EVIL });
});

test('letters, emoji and what joins them stay as they are', () => {
  assert.equal(jsonText(['注文', '👩‍👧']), '["注文","👩‍👧"]\n');
});
