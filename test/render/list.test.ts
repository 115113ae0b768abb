import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { age } from '../../src/render/terminal/age.ts';
import { ranges, renderList } from '../../src/render/terminal/list.ts';
import { renderPrune } from '../../src/render/terminal/prune.ts';
import type { Screen } from '../../src/render/terminal/screen.ts';

const SCREEN: Screen = { format: 'table', columns: 120, colour: false, unicode: true };

describe('ports', () => {
  const cases: [title: string, ports: number[], expected: string][] = [
    ['none', [], ''],
    ['one', [5000], '5000'],
    ['neighbours', [4317, 4318, 5000, 5001, 5002, 16686], '4317-4318, 5000-5002, 16686'],
  ];
  for (const [title, ports, expected] of cases)
    test(title, () => assert.equal(ranges(ports), expected));
});

describe('ports that do not fit are left out as a whole', () => {
  const ports = [4317, 4318, 5000, 5001, 5002, 5003, 5778, 9411, 14250, 16686, 16687];
  const lab = {
    ...{ lab: 'a-lab-with-a-name', state: 'up', scenario: 'checkout', runtime: 'local' },
    ...{ running: 4, components: 4, ports, diskBytes: 1500, isMine: true },
  };
  const whole = new Set([...ranges(ports).split(', '), '…', '...']);
  for (const unicode of [true, false])
    for (let columns = 60; columns <= 120; columns += 1)
      test(`${columns} columns, ${unicode ? 'UTF-8' : 'ASCII'}`, () => {
        const screen = { ...SCREEN, columns, unicode };
        const [titles = '', row = ''] = renderList({ labs: [lab], now: 0 }, screen).split('\n');
        const shown = row.slice(titles.indexOf('ports')).split(', ');
        for (const one of shown) assert.ok(whole.has(one), row);
        assert.equal(shown[0], '4317-4318');
        assert.ok(row.length <= columns, row);
      });
});

describe('a time that does not fit is left out from its T on', () => {
  const index = { name: 'jaeger-span-2026-11-22', kind: 'span' as const, documents: 123_456 };
  const createdAt = '2026-11-22T10:00:00.000Z';
  const answer = {
    ...{ url: 'http://localhost:9200', deleted: false, bytes: 1e9 },
    indices: [{ ...index, createdAt, bytes: 1e9, action: 'delete' as const }],
  };
  for (const unicode of [true, false])
    for (let columns = 60; columns <= 100; columns += 1)
      test(`${columns} columns, ${unicode ? 'UTF-8' : 'ASCII'}`, () => {
        const screen = { ...SCREEN, columns, unicode, utc: true };
        const [titles = '', row = ''] = renderPrune(answer, screen).split('\n');
        const [shown = ''] = row.slice(titles.indexOf('created')).split(' ');
        assert.ok([createdAt, '2026-11-22T…', '2026-11-22T...'].includes(shown), row);
      });
});

describe('an age', () => {
  const cases: [ms: number, expected: string][] = [
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [7_199_999, '1 h'],
    [172_800_000, '2 d'],
  ];
  for (const [ms, expected] of cases)
    test(`of ${ms} ms is ${expected}`, () => assert.equal(age(ms), expected));
});

test('labs of others come with their owner; what is left over, with the way to remove it', () => {
  const lab = { running: 4, components: 4, ports: [5000], diskBytes: 1500, isMine: true };
  const text = renderList(
    {
      now: Date.parse('2026-11-22T12:00:00Z'),
      labs: [
        { ...lab, lab: 'a', state: 'up', since: '2026-11-22T10:00:00Z' },
        { ...lab, lab: 'b', state: 'stateless', isMine: false, owner: 'anna@laptop' },
        { ...lab, lab: 'smoke-1', state: 'left-over', temporary: 'smoke' },
      ],
    },
    SCREEN,
  );
  assert.deepEqual(text.split('\n'), [
    'lab      state      runtime  scenario  age  disk  ports  owner',
    'a        up                            2 h  2 kB  5000   you',
    'b        stateless                          2 kB  5000   anna@laptop',
    'smoke-1  left-over                          2 kB  5000   you',
    'smoke-1: left over from a smoke that was killed. The next smoke removes it, or jaeger-lab down --name smoke-1',
    '',
  ]);
});
