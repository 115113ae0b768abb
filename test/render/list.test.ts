import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { age } from '../../src/render/terminal/age.ts';
import { ranges, renderList } from '../../src/render/terminal/list.ts';
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
