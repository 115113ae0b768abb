import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath, type CriticalPath } from '../../src/analysis/critical-path.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf, type SpanPlan } from '../support/trace-builder.ts';
import { listed } from './picture.ts';

function pathOf(trace: Trace): CriticalPath {
  const path = criticalPath(trace);
  assert.ok(path);
  return path;
}

describe('what ends after its parent', () => {
  const cases: [title: string, root: SpanPlan, path: string][] = [
    [
      'is cut there, if most of it lies inside',
      span('s', 'P', [0, 60], {}, [span('s', 'child', [1, 61])]),
      'P[0,1) child[1,60)',
    ],
    [
      'is not a wait, if most of it lies outside',
      span('s', 'P', [0, 100], {}, [span('s', 'child', [10, 500])]),
      'P[0,100)',
    ],
    [
      'comes after what ended in time, and takes only what that leaves to the parent',
      span('s', 'root', [0, 100], {}, [
        span('s', 'db', [5, 99]),
        span('s', 'e-mail', [5, 180], {}, []),
      ]),
      'root[0,5) db[5,99) e-mail[99,100)',
    ],
    [
      'takes each stretch that is left, with its own children',
      span('s', 'root', [0, 100], {}, [
        span('s', 'a', [20, 40]),
        span('s', 'b', [60, 80]),
        span('s', 'late', [10, 120], {}, [span('s', 'x', [15, 50]), span('s', 'y', [70, 90])]),
      ]),
      'root[0,10) late[10,15) x[15,20) a[20,40) x[40,50) late[50,60) b[60,80) y[80,90) late[90,100)',
    ],
    [
      'is cut however little of it lies inside, where a server answers its client',
      span('a', 'CLIENT', [0, 1000], { kind: 'client' }, [
        span('b', 'SERVER', [5, 5000], { kind: 'server' }),
      ]),
      'CLIENT[0,5) SERVER[5,1000)',
    ],
  ];
  for (const [title, root, expected] of cases) {
    test(title, () => {
      assert.equal(listed(pathOf(traceOf([root]))), expected);
    });
  }
});

describe('the nearest end before the start of the next is waited for', () => {
  const times: [name: string, start: number, end: number][] = [
    ['a', 0, 500],
    ['b', 0, 505],
    ['c', 500, 1000],
    ['d', 505, 900],
  ];
  for (const language of ['go', 'nodejs'])
    for (const services of [
      ['s', 's', 's', 's'],
      ['a', 'b', 'c', 'd'],
    ])
      test(`${language}, ${new Set(services).size} services`, () => {
        const children = times.map(([name, start, end], i) =>
          span(services[i]!, name, [start, end], { language }),
        );
        const trace = traceOf([span('s', 'P', [0, 1000], { language }, children)]);
        assert.equal(listed(pathOf(trace)), 'a[0,500) c[500,1000)');
      });
});
