import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tsvRows } from '../../src/render/tsv.ts';

test('a header names the columns, and each row begins with its kind', () => {
  assert.equal(
    tsvRows('span', 'service durationUs', [
      { service: 'gateway', durationUs: 5 },
      { service: 'enricher', durationUs: 7 },
    ]),
    '#span\tservice\tdurationUs\nspan\tgateway\t5\nspan\tenricher\t7\n',
  );
});

test('there is no header without rows', () => {
  assert.equal(tsvRows('span', 'service', []), '');
});

test('times are whole microseconds and other numbers have at most four decimals', () => {
  const [, row] = tsvRows('place', 'meanUs share', [{ meanUs: 1.5, share: 1 / 3 }]).split('\n');
  assert.equal(row, 'place\t2\t0.3333');
});

test('a tab, a line break or an escape sequence within a value makes no column or row', () => {
  assert.equal(
    tsvRows('tag', 'key value', [{ key: 'a\tb', value: 'c\nd\u001b[2J' }]),
    '#tag\tkey\tvalue\ntag\ta b\tc d\n',
  );
});

test('what is undefined leaves its column empty, and 0 does not', () => {
  const [, row] = tsvRows('run', 'reason failed ok', [
    { reason: undefined, failed: 0, ok: false },
  ]).split('\n');
  assert.equal(row, 'run\t\t0\tfalse');
});
