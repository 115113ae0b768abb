import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseIndexName } from '../../src/storage/index-name.ts';
import { prunable, type StoredIndex } from '../../src/storage/prunable.ts';
import { storageSizes } from '../../src/storage/storage-sizes.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-27T12:00:00Z');

const stored = (name: string, created = '2026-11-20', more: Partial<StoredIndex> = {}) => {
  const parsed = parseIndexName(name, '');
  assert.ok(parsed, name);
  const index = { ...parsed, createdMs: Date.parse(created), bytes: 1000, health: 'green' };
  return { ...index, isWritten: false, ...more };
};
const pruned = (keepDays: number, indices: readonly StoredIndex[]): string[] =>
  prunable(indices, { keepMs: keepDays * DAY, nowMs: NOW }).map(({ name }) => name);

describe('the name of an index', () => {
  const foreign = [
    ['xlab-jaeger-span-2026-11-27', 'lab', 'a prefix that ends with this one'],
    ['lab-jaeger-span-2026-11-27', '', 'another prefix'],
    ['jaeger-span-2026-11-27', 'lab', 'no prefix'],
    ['jaeger-span-2026-13-41', '', 'a day that does not exist'],
    ['jaeger-span-copy-2026-11-27', '', 'an index of something else'],
    ['jaeger-span-read', '', 'an alias'],
  ] as const;
  for (const [name, prefix, why] of foreign)
    test(`${name} is not one of Jaeger with prefix "${prefix}": ${why}`, () => {
      assert.equal(parseIndexName(name, prefix), undefined);
    });

  test('holds the time of its data', () => {
    const name = 'lab-jaeger-span-2026-11-27-05';
    assert.deepEqual(parseIndexName(name, 'lab-'), {
      ...{ name, kind: 'span', isArchive: false },
      fromMs: Date.parse('2026-11-27T05:00:00Z'),
      toMs: Date.parse('2026-11-27T06:00:00Z'),
    });
    assert.equal(parseIndexName('jaeger-service-2026.11.27', '')?.kind, 'service');
    assert.equal(parseIndexName('jaeger-span-000012', '')?.sequence, 12);
  });
});

describe('indices to delete', () => {
  test('are those whose day ended longer ago than what is kept, whenever they were created', () => {
    const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-27'];
    const indices = days.map((day) => stored(`jaeger-span-${day}`, '2026-11-27'));
    // At noon of the 27th, 7 days reach back to noon of the 20th.
    assert.deepEqual(pruned(7, indices), ['jaeger-span-2026-11-19']);
    assert.deepEqual(pruned(6, indices), ['jaeger-span-2026-11-19', 'jaeger-span-2026-11-20']);
    assert.deepEqual(pruned(365, indices), []);
  });

  test('of a rollover are those whose successor is old, never the one that is written', () => {
    const indices = [
      stored('jaeger-span-000001', '2026-11-01'),
      stored('jaeger-span-000002', '2026-11-10'),
      stored('jaeger-span-000003', '2026-11-26', { isWritten: true }),
      stored('jaeger-service-000001', '2026-11-01', { isWritten: true }),
    ];
    assert.deepEqual(pruned(7, indices), ['jaeger-span-000001']);
    assert.deepEqual(pruned(2, indices), ['jaeger-span-000001']);
    assert.deepEqual(pruned(1, indices), ['jaeger-span-000001', 'jaeger-span-000002']);
  });

  test('are never archives', () => {
    const indices = [stored('jaeger-span-archive-000001'), stored('jaeger-span-archive-000002')];
    assert.deepEqual(pruned(0, indices), []);
  });
});

describe('the size of a storage', () => {
  const indices = [
    stored('jaeger-span-2026-11-26', '2026-11-26', { documents: 900_000, bytes: 450e6 }),
    stored('jaeger-span-2026-11-27', '2026-11-27', { documents: 100_000, bytes: 40e6 }),
    stored('jaeger-service-2026-11-27', '2026-11-27', { documents: 10, bytes: 10e6 }),
  ];

  test('is per span that of all indices, and lasts as long as the load lets it', () => {
    assert.deepEqual(storageSizes(indices, 100), {
      ...{ spans: 1_000_000, bytes: 500e6, bytesPerSpan: 500 },
      daysPerGb: 1e9 / (500 * 100 * 86_400),
    });
  });

  test('per span is not computed from a few spans', () => {
    const few = [stored('jaeger-span-2026-11-27', '2026-11-27', { documents: 999 })];
    assert.deepEqual(storageSizes(few, 100), { spans: 999, bytes: 1000 });
  });
});
