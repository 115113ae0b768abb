import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureOrigins, originText } from '../../src/analysis/failed-request.ts';
import { span, type SpanPlan, traceOf } from '../support/trace-builder.ts';

const bad = { status: 'error' } as const;
const step = (name: string, options: SpanPlan['options'], ...below: SpanPlan[]): SpanPlan =>
  span('a', name, [0, 9], options, below);

describe('where a request began to fail', () => {
  const cases: [title: string, plan: SpanPlan, origins: string[]][] = [
    ['at the deepest of a chain', step('x', bad, step('y', bad, step('z', bad))), ['z']],
    [
      'below steps that did not fail, as an instrumentation of middleware leaves them',
      step('x', bad, step('middleware', {}, step('y', bad, step('handler', {}, step('z', bad))))),
      ['z'],
    ],
    ['at each of two', step('x', bad, step('y', {}, step('z', bad)), step('w', bad)), ['z', 'w']],
    ['as a whole, where no span failed', step('x', {}, step('y', {})), ['x']],
  ];
  for (const [title, plan, origins] of cases)
    test(title, () => {
      assert.deepEqual(
        failureOrigins(traceOf([plan]))
          .map(originText)
          .sort(),
        origins.map((name) => `a ${name} failed`).sort(),
      );
    });
});
