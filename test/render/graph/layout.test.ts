import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { layered, type Link } from '../../../src/render/graph/layout.ts';

describe('layers', () => {
  const cases: [title: string, count: number, links: Link[], layers: number[]][] = [
    ['nobody', 0, [], []],
    ['one alone', 1, [], [0]],
    [
      'a chain',
      3,
      [
        [0, 1],
        [1, 2],
      ],
      [0, 1, 2],
    ],
    [
      'the longest way counts',
      3,
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ],
      [0, 1, 2],
    ],
    [
      'a diamond',
      4,
      [
        [0, 1],
        [0, 2],
        [1, 3],
        [2, 3],
      ],
      [0, 1, 1, 2],
    ],
    [
      'two that do not know each other',
      4,
      [
        [0, 1],
        [2, 3],
      ],
      [0, 1, 0, 1],
    ],
    [
      'a call to oneself does not count',
      2,
      [
        [0, 0],
        [0, 1],
      ],
      [0, 1],
    ],
    [
      'two that call each other',
      2,
      [
        [0, 1],
        [1, 0],
      ],
      [0, 1],
    ],
    [
      'a cycle below an entry: the way back is turned around',
      4,
      [
        [3, 0],
        [0, 1],
        [1, 2],
        [2, 0],
      ],
      [1, 2, 3, 0],
    ],
    [
      'the same call twice',
      2,
      [
        [0, 1],
        [0, 1],
      ],
      [0, 1],
    ],
  ];
  for (const [title, count, links, layers] of cases) {
    test(title, () => {
      assert.deepEqual(
        layered(count, links).map(({ layer }) => layer),
        layers,
      );
    });
  }
});

test('rows are sorted so that the lines of two callers do not cross', () => {
  const links: Link[] = [
    [0, 3],
    [1, 2],
  ];
  const rows = layered(4, links).map(({ row }) => row);
  const [first = 0, second = 0, ofSecond = 0, ofFirst = 0] = rows;
  assert.equal(Math.sign(first - second), Math.sign(ofFirst - ofSecond));
});

const graph = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  return fc.record({
    count: fc.constant(count),
    links: fc.array(fc.tuple(node, node), { maxLength: 30 }),
  });
});

test('each node has a place of its own, and no layer or row is left out', () => {
  fc.assert(
    fc.property(graph, ({ count, links }) => {
      const places = layered(count, links);
      assert.equal(places.length, count);
      const rows = new Map<number, number[]>();
      for (const { layer, row } of places) rows.set(layer, [...(rows.get(layer) ?? []), row]);
      assert.deepEqual(
        [...rows.keys()].sort((a, b) => a - b),
        [...rows.keys()].map((_, i) => i),
      );
      for (const row of rows.values())
        assert.deepEqual(
          row.sort((a, b) => a - b),
          row.map((_, i) => i),
        );
    }),
  );
});

test('without cycles every call leads to the right', () => {
  fc.assert(
    fc.property(graph, ({ count, links }) => {
      const forward = links.filter(([from, to]) => from < to);
      const places = layered(count, forward);
      for (const [from, to] of forward)
        assert.ok((places[from]?.layer ?? 0) < (places[to]?.layer ?? 0));
    }),
  );
});
