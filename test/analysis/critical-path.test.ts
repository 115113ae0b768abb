import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath, timeOnPath, type CriticalPath } from '../../src/analysis/critical-path.ts';
import type { Trace } from '../../src/model/trace.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import { span, spansOf, traceOf } from '../support/trace-builder.ts';
import { drawn, listed, plansIn } from './picture.ts';

function pathOf(trace: Trace): CriticalPath {
  const path = criticalPath(trace);
  assert.ok(path);
  return path;
}

describe('the path, drawn', () => {
  const cases: [title: string, picture: string, path: string][] = [
    [
      'a span without children is the whole path',
      `
P  ----------`,
      'PPPPPPPPPP',
    ],
    [
      'between its children the parent is on the path',
      `
P  ----------
 A  ---
 B      ---  `,
      'PAAAPBBBPP',
    ],
    [
      'children back to back leave nothing to the parent',
      `
P  ----------
 A -----
 B      -----`,
      'AAAAABBBBB',
    ],
    [
      'of parallel children the last to finish is on the path',
      `
P  ----------
 A  ----
 B  -------- `,
      'PBBBBBBBBP',
    ],
    [
      'work that was still running when the next child began is hidden behind it',
      `
P  ----------
 A ------
 B      -----`,
      'PPPPPBBBBB',
    ],
    [
      'behind a hidden child an earlier one is found again',
      `
P  ----------
 A  --
 B     ---
 C      -----`,
      'PAAPPCCCCC',
    ],
    [
      'of children that end together the one that started first is on the path',
      `
P  ----------
 A    ------
 B  -------- `,
      'PBBBBBBBBP',
    ],
    [
      'the drawing in the docstring',
      `
R  ----------------------
 A   --------
 B     ---------
 C               ------  `,
      'RRRRBBBBBBBBBRCCCCCCRR',
    ],
    [
      'grandchildren are on the path only where their parent is',
      `
P  ----------
 A  -----
  X  ---
 B     ------
  Y     --- `,
      'PPPPBYYYBB',
    ],
    [
      'the start of a child before its parent does not count',
      `
P    --------
 A ----      `,
      'AAPPPPPP',
    ],
    [
      'a child wholly before its parent is ignored',
      `
P      ------
 A ---       `,
      'PPPPPP',
    ],
  ];
  for (const [title, picture, expected] of cases) {
    test(title, () => {
      assert.equal(drawn(pathOf(traceOf(plansIn(picture))).sections), expected);
    });
  }
});

describe('work that no caller waited for', () => {
  const cases: [title: string, picture: string, path: string, tail: string[], late: string[]][] = [
    [
      'a child of the same service that outlives its parent is the tail',
      `
P  ----------
 A  -------------------------------------------------`,
      'PPPPPPPPPP',
      ['A outlives-parent'],
      [],
    ],
    [
      'a child that starts when its parent has ended is the tail',
      `
P  ----------
 A@b         ---`,
      'PPPPPPPPPP',
      ['A starts-after-parent'],
      [],
    ],
    [
      'a consumer is the tail of its producer even if it ends in time',
      `
P             ----------
 Q:producer    ------
  C@b:consumer   ---    `,
      'PQQQQQQPPP',
      ['C consumer'],
      [],
    ],
    [
      'a consumer below anything but a producer is waited for',
      `
P             ----------
 C@b:consumer   ---    `,
      'PPCCCPPPPP',
      [],
      [],
    ],
    [
      'a server that outlives its client is cut where the client gave up',
      `
P            ----------
 C:client     ----
  S@b:server   -------
   T@b          ------ `,
      'PCSTTPPPPP',
      [],
      ['S'],
    ],
    [
      'a span of another service that outlives a span which is no client is cut',
      `
P   ----------
 A@b     --------`,
      'PPPPPAAAAA',
      [],
      ['A'],
    ],
    [
      'what is below the tail is not reported a second time',
      `
P  ----------
 A  -----------------------
  B                    ---- `,
      'PPPPPPPPPP',
      ['A outlives-parent'],
      [],
    ],
  ];
  for (const [title, picture, expected, tail, late] of cases) {
    test(title, () => {
      const path = pathOf(traceOf(plansIn(picture)));
      assert.equal(drawn(path.sections), expected);
      assert.deepEqual(
        path.asyncTail.map(({ span, reason }) => `${span.name} ${reason}`),
        tail,
      );
      assert.deepEqual(
        path.lateEnds.map(({ span }) => span.name),
        late,
      );
    });
  }
});

test('a tail without duration says nothing and is not listed', () => {
  const consumer = span('b', 'C', [5, 5], { kind: 'consumer' });
  const root = span('a', 'P', [0, 10], { kind: 'producer' }, [consumer]);
  assert.deepEqual(pathOf(traceOf([root])).asyncTail, []);
});

describe('roots', () => {
  const front = span('web', 'GET /', [0, 20]);
  const back = span('jobs', 'nightly', [100, 200]);
  const trace = traceOf([front, back]);

  test('without a question the longest is taken', () => {
    const path = criticalPath(trace);
    assert.equal(path?.root.name, 'nightly');
  });

  test('of roots that are equally long the first is taken', () => {
    const twins = traceOf([span('web', 'second', [30, 50]), span('web', 'first', [0, 20])]);
    assert.equal(criticalPath(twins)?.root.name, 'first');
  });

  test('the root that was asked for is taken, however short', () => {
    assert.equal(criticalPath(trace, { service: 'web' })?.root.name, 'GET /');
    assert.equal(criticalPath(trace, { operation: 'GET /' })?.root.name, 'GET /');
  });

  test('a question that no root answers changes nothing', () => {
    assert.equal(criticalPath(trace, { service: 'db' })?.root.name, 'nightly');
    assert.equal(
      criticalPath(trace, { service: 'web', operation: 'nightly' })?.root.name,
      'nightly',
    );
  });

  test('a trace without a root has no path', () => {
    const orphans = spansOf([span('s', 'P', [0, 10], {}, [span('s', 'A', [0, 5])])]).slice(1);
    assert.equal(criticalPath(assembleTrace(orphans)), undefined);
  });

  test('a root without duration has a path without sections', () => {
    assert.deepEqual(criticalPath(traceOf([span('s', 'P', [0, 0])]))?.sections, []);
  });
});

test("a span's time on the path is the sum of its sections", () => {
  const path = pathOf(
    traceOf([span('s', 'P', [0, 100], {}, [span('s', 'A', [10, 30]), span('s', 'B', [50, 60])])]),
  );
  assert.deepEqual(Array.from(timeOnPath(path), ([{ name }, us]) => [name, us]).toSorted(), [
    ['A', 20_000],
    ['B', 10_000],
    ['P', 70_000],
  ]);
});

describe('size', () => {
  test('10,000 levels are walked without recursion', () => {
    let plan = span('s', 'leaf', [5_000, 15_000]);
    for (let level = 9_999; level > 0; level -= 1) {
      plan = span('s', `level ${level}`, [level / 2, 20_000 - level / 2], {}, [plan]);
    }
    const path = pathOf(traceOf([plan]));
    assert.equal(path.sections.length, 2 * 9_999 + 1);
  });

  test('50,000 children that all end together are looked at once, not once per choice', () => {
    const children = Array.from({ length: 50_000 }, (_, i) => span('s', 'c', [i / 100, 600]));
    const path = pathOf(traceOf([span('s', 'P', [0, 601], {}, children)]));
    assert.equal(listed(path), 'c[0,600) P[600,601)');
  });
});
