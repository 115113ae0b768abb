import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath, type CriticalPath } from '../../src/analysis/critical-path.ts';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, spansOf, traceOf, type SpanPlan } from '../support/trace-builder.ts';
import { listed } from './picture.ts';

function pathOf(trace: Trace): CriticalPath {
  const path = criticalPath(trace);
  assert.ok(path);
  return path;
}

describe('where clocks are coarse', () => {
  const node = { language: 'nodejs' };
  const cases: [title: string, root: SpanPlan, path: string][] = [
    [
      'an overlap within the clock quantum is an order',
      span('s', 'P', [0, 100], node, [
        span('s', 'A', [0, 50.6], node),
        span('s', 'B', [50, 100], node),
      ]),
      'A[0,50) B[50,100)',
    ],
    [
      'an overlap beyond quantum and 1 % of the parent is parallel work',
      span('s', 'P', [0, 100], {}, [span('s', 'A', [0, 60]), span('s', 'B', [50, 100])]),
      'P[0,50) B[50,100)',
    ],
    [
      'between two processes an overlap of exactly 1 % of the parent is an order, whatever the clock',
      span('s', 'P', [0, 100], {}, [span('a', 'A', [0, 51]), span('b', 'B', [50, 100])]),
      'A[0,50) B[50,100)',
    ],
    [
      'within one process with an exact clock no overlap is an order',
      span('s', 'P', [0, 100], {}, [span('s', 'A', [0, 50.001]), span('s', 'B', [50, 100])]),
      'P[0,50) B[50,100)',
    ],
    [
      'a microsecond more is not',
      span('s', 'P', [0, 100], {}, [span('a', 'A', [0, 51.001]), span('b', 'B', [50, 100])]),
      'P[0,50) B[50,100)',
    ],
    [
      'in a short span the quantum of a coarse clock is the bound',
      span('s', 'P', [0, 10], node, [span('s', 'A', [0, 6], node), span('s', 'B', [5, 10], node)]),
      'A[0,5) B[5,10)',
    ],
    [
      'one coarse clock among the children is enough',
      span('s', 'P', [0, 10], {}, [span('s', 'A', [0, 6]), span('b', 'B', [5, 10], node)]),
      'A[0,5) B[5,10)',
    ],
    [
      'a clock that does not say what it is may be coarse',
      span('s', 'P', [0, 10], { language: undefined }, [
        span('s', 'A', [0, 6], { language: undefined }),
        span('s', 'B', [5, 10]),
      ]),
      'A[0,5) B[5,10)',
    ],
    [
      'a third child that ends within the overlap was waited for instead, if its own is void of others',
      span('s', 'P', [0, 100], {}, [
        span('a', 'A', [0, 50.8]),
        span('c', 'C', [20, 50.4]),
        span('b', 'B', [50, 100]),
      ]),
      'P[0,20) C[20,50) B[50,100)',
    ],
    [
      'a third child that ended as shortly before was waited for instead',
      span('s', 'P', [0, 100], {}, [
        span('a', 'A', [0, 50.8]),
        span('c', 'C', [20, 49.2]),
        span('b', 'B', [50, 100]),
      ]),
      'P[0,20) C[20,49.2) P[49.2,50) B[50,100)',
    ],
    [
      'a third child that starts within the overlap shows it too',
      span('s', 'P', [0, 100], {}, [
        span('s', 'A', [0, 50.8]),
        span('s', 'C', [50.4, 70]),
        span('s', 'B', [50, 100]),
      ]),
      'P[0,50) B[50,100)',
    ],
    [
      'so does one at the edge of the overlap',
      span('s', 'P', [0, 100], {}, [
        span('a', 'A', [0, 50.8]),
        span('c', 'C', [50.8, 70]),
        span('b', 'B', [50, 100]),
      ]),
      'P[0,50) B[50,100)',
    ],
    [
      'children that were chosen disturb no overlap',
      span('s', 'P', [0, 10], node, [
        span('s', 'A', [0, 5.2], node),
        span('s', 'E', [4.9, 5.1], node),
        span('s', 'C', [5, 5.3], node),
        span('s', 'B', [5.3, 10], node),
      ]),
      'A[0,4.9) E[4.9,5) C[5,5.3) B[5.3,10)',
    ],
    [
      'two children that end together make each other’s overlap void, and that of a third',
      span('s', 'P', [0, 10], node, [
        span('s', 'A', [0, 5.5], node),
        span('s', 'C', [5, 5.4], node),
        span('s', 'D', [5, 5.4], node),
        span('s', 'B', [5.3, 10], node),
      ]),
      'P[0,5.3) B[5.3,10)',
    ],
    [
      'a child that ends a quantum after its parent was still waited for',
      span('s', 'P', [0, 100], node, [span('s', 'A', [10, 101], node)]),
      'P[0,10) A[10,100)',
    ],
    [
      'a child that starts within the quantum after its parent is cut to nothing, without being a tail',
      span('s', 'P', [0, 100], node, [span('b', 'A', [100.9, 101], node)]),
      'P[0,100)',
    ],
    [
      'a child that is empty never gets a section',
      span('s', 'P', [0, 100], {}, [span('s', 'A', [40, 40]), span('s', 'B', [40, 60])]),
      'P[0,40) B[40,60) P[60,100)',
    ],
  ];
  for (const [title, root, expected] of cases) {
    test(title, () => {
      assert.equal(listed(pathOf(traceOf([root]))), expected);
    });
  }

  test('of equal children the one with the smaller span id is chosen, in whatever order they came', () => {
    const root = span('s', 'P', [0, 100], { id: '00000000000000ff' }, [
      span('s', 'A', [10, 90], { id: '000000000000000b' }),
      span('s', 'B', [10, 90], { id: '000000000000000a' }),
    ]);
    const spans = spansOf([root]);
    for (const order of [spans, spans.toReversed()]) {
      assert.equal(listed(pathOf(assembleTrace(order))), 'P[0,10) B[10,90) P[90,100)');
    }
  });

  test('a child that starts with the one chosen ran beside it, and what it left behind is not looked at', () => {
    const late = span('s', 'late', [60, 70]);
    const root = span('s', 'P', [0, 100], {}, [
      span('s', 'A', [50, 50.5], {}, [late]),
      span('s', 'B', [50, 100]),
    ]);
    const path = pathOf(traceOf([root]));
    assert.equal(listed(path), 'P[0,50) B[50,100)');
    assert.deepEqual(path.asyncTail, []);
  });
});
