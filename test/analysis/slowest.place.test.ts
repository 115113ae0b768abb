import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slowest } from '../../src/analysis/slowest.ts';
import type { Trace } from '../../src/model/trace.ts';
import { span, traceOf } from '../support/trace-builder.ts';

test('with a place only operations that have it are there, however little time they take', () => {
  const only = (name: string, ms: number, auth: number): Trace =>
    traceOf(
      [
        span('web', name, [0, ms], { kind: 'server' }, [
          ...(auth > 0 ? [span('auth', 'check', [0, auth])] : []),
        ]),
      ],
      name.padStart(32, '0'),
    );
  const many = ['a', 'b', 'c'].map((name) => only(name, 1000, 0));
  const all = [...many, only('d', 100, 80), only('e', 300, 20)];
  const { sections, sectionCount, headline } = slowest(all, {
    by: 'path',
    place: { service: 'auth' },
    limit: 2,
  });
  assert.deepEqual(
    sections.map(({ operation, paths: [row] }) => [operation, row?.share]),
    [
      ['d', 0.8],
      ['e', 20 / 300],
    ],
  );
  assert.equal(sectionCount, 2);
  assert.equal(headline?.operation, 'check');
});
