import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { criticalPath, timeOnPath } from '../../src/analysis/critical-path.ts';
import { slowest } from '../../src/analysis/slowest.ts';
import { waterfall } from '../../src/analysis/waterfall.ts';
import { caseTrace, caseTraces } from '../support/cases.ts';

/** Milliseconds on the critical path by service and name, most first. */
function timesOf(name: string): [string, number][] {
  const path = criticalPath(caseTrace(name));
  assert.ok(path);
  return Array.from(timeOnPath(path), ([span, us]): [string, number] => [
    `${span.resource.service} ${span.name}`,
    us / 1000,
  ]).sort(([, a], [, b]) => b - a);
}

describe('critical paths of real situations', () => {
  test('awaited calls beside each other: foo2, which ended last, and foo3', () => {
    assert.deepEqual(timesOf('01-async-siblings'), [
      ['py get /foo3', 300],
      ['py get /foo2', 200],
    ]);
  });

  test('a child with the bounds of its parent has all of it', () => {
    assert.deepEqual(timesOf('54-equal-bounds'), [['eq B', 100]]);
  });

  test('of calls that ended near the start of the next, the nearest was waited for', () => {
    assert.deepEqual(
      timesOf('min-tolerance').map(([name, ms]) => [name.split(' ')[1], ms]),
      [
        ['a', 500],
        ['c', 500],
      ],
    );
  });

  test('a proxy whose outgoing span ends 0.8 ms late does not hide the callee', () => {
    const [first] = timesOf('93-envoy-child-ends-later');
    assert.deepEqual(first, ['dep dep:8081/*', 58.2]);
    const { rows } = waterfall(caseTrace('93-envoy-child-ends-later'));
    const remarks = rows.flatMap((row) =>
      row.remarks.map((remark) => `${row.step.service} ${row.step.name} ${remark.kind}`),
    );
    assert.deepEqual(remarks, ['app dep:8081/* ends-late']);
    const ranked = slowest(caseTraces('93-envoy-child-ends-later'), { by: 'path', limit: 10 });
    assert.equal(ranked.lateEnds?.traces, 1);
    assert.equal(ranked.sections[0]?.paths[0]?.share.toFixed(2), '0.94');
  });
});

describe('what counts as a request', () => {
  test('each of 25 roots in one trace', () => {
    const ranked = slowest(caseTraces('42-many-roots'), { by: 'path', limit: 10 });
    assert.deepEqual([ranked.requests, ranked.traces, ranked.severalRoots], [25, 1, 1]);
    assert.deepEqual(
      ranked.sections.map(({ operation, requests }) => [operation, requests]).sort(),
      [
        ['GET /page0', 9],
        ['GET /page1', 8],
        ['GET /page2', 8],
      ],
    );
  });

  test('a server whose caller was not reported', () => {
    const ranked = slowest(caseTraces('43-remote-parent-never-reported'), {
      by: 'path',
      limit: 10,
    });
    assert.deepEqual([ranked.requests, ranked.localRoots, ranked.incomplete.traces], [20, 20, 0]);
    assert.deepEqual(
      ranked.sections.map(({ service, operation, requests }) => [service, operation, requests]),
      [['catalogue', 'GET /items', 20]],
    );
  });
});
