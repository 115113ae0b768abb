import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { errorOf, file } from './mistakes.ts';

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${line(i)}\n`).join('');

describe('mistakes are reported together', () => {
  test('in the order of the file, each with its place', () => {
    const { message, evidence } = errorOf(
      'services:\n  a:\n    GET /x: { latency: 5, errors: 2, calls: [b GET /q] }\n  b: { GET /y: }\nrequests: { Go: a GET /x }',
    );
    assert.equal(message, 't.yaml has 4 mistakes');
    assert.deepEqual(
      evidence.map((line) => line.split(': ')[0]),
      ['t.yaml:3:24', 't.yaml:3:35', 't.yaml:3:46', 't.yaml:5:13'],
    );
  });

  test('ten of them, and how many more there are', () => {
    const { evidence } = errorOf(file(many(14, (i) => `k${i}: 1,`).replaceAll('\n', ' ')));
    assert.equal(evidence.length, 11);
    assert.equal(evidence.at(-1), 'and 4 more');
  });

  test('what an alias bomb would expand to is never read', () => {
    const levels = many(9, (i) => `  - &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    const error = errorOf(`about:\n  - &l0 [x, x]\n${levels}services: *l9\nrequests: *l9\n`);
    assert.match([error.message, ...error.evidence].join('\n'), /must be/);
  });
});
