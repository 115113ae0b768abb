import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { selfTime } from '../../src/analysis/self-time.ts';
import { endUs, type Trace } from '../../src/model/trace.ts';
import { arbitraryRoot } from '../support/arbitrary-trace.ts';
import { traceOf } from '../support/trace-builder.ts';
import { plansIn } from './picture.ts';

function selfTimeOfRoot(trace: Trace): number {
  const root = trace.roots[0]!;
  return selfTime(root, trace.children(root.spanId));
}

describe('self time, drawn in columns of 10 ms', () => {
  const cases: [title: string, picture: string, columns: number][] = [
    [
      'a span without children is all its own',
      `
P  ----------`,
      10,
    ],
    [
      'what a child covers is not its own',
      `
P  ----------
 A   ---     `,
      7,
    ],
    [
      'children that overlap count once',
      `
P  ----------
 A  ----
 B    ----   `,
      4,
    ],
    [
      'a child within another adds nothing',
      `
P  ----------
 A  ------
 B    --     `,
      4,
    ],
    [
      'children back to back count both',
      `
P  ----------
 A -----
 B      -----`,
      0,
    ],
    [
      'what a child does after its parent does not count',
      `
P  ----------
 A          -------`,
      9,
    ],
    [
      'what a child does before its parent does not count',
      `
P      ------
 A  -----    `,
      4,
    ],
    [
      'children wholly outside do not count at all',
      `
P      ------
 A  --
 B             --`,
      6,
    ],
    [
      'a child as long as its parent leaves nothing',
      `
P    ------
 A  --------`,
      0,
    ],
    [
      'grandchildren are the business of their parent',
      `
P   ----------
 A   --
  X  ---------`,
      8,
    ],
    [
      'the drawing in the docstring',
      `
S --------------------
 A   ------
 B       -------
 C                   ------`,
      8,
    ],
  ];
  for (const [title, picture, columns] of cases) {
    test(title, () => assert.equal(selfTimeOfRoot(traceOf(plansIn(picture))), columns * 10_000));
  }
});

test('self time is what is left when every microsecond that a child covers is crossed out', () => {
  fc.assert(
    fc.property(arbitraryRoot, (plan) => {
      const trace = traceOf([plan]);
      const root = trace.roots[0]!;
      const children = trace.children(root.spanId);
      // All times are multiples of a quarter of a millisecond.
      const moments = Array.from(
        { length: root.durationUs / 250 },
        (_, i) => root.startUs + i * 250,
      );
      const own = moments.filter(
        (moment) => !children.some((child) => child.startUs <= moment && moment < endUs(child)),
      );
      assert.equal(selfTime(root, children), own.length * 250);
    }),
    { numRuns: 2_000 },
  );
});
