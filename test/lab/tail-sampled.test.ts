import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { tailFate } from '../../src/lab/tail-sampled.ts';

describe('what a tail sampler does with the trace of a request', () => {
  const policy = { errors: true, slowMs: 1000, share: 0.1 };
  const request = { dueMs: 0, sentMs: 0, finishedMs: 100, status: 200 };
  const cases: [title: string, record: object, fate: string][] = [
    ['a plain one', {}, 'sampled'],
    ['a failed one', { status: 502, failure: 'http-status' }, 'kept'],
    ['a client error has no failed span', { status: 404, failure: 'http-status' }, 'either'],
    ['a slow one', { finishedMs: 1600 }, 'kept'],
    ['the trace may be shorter than the request', { finishedMs: 1200 }, 'either'],
  ];
  for (const [title, record, fate] of cases)
    test(title, () => assert.equal(tailFate({ ...request, ...record }, policy), fate));
  test('without policies only the share decides', () => {
    const share = { errors: false, share: 0.1 };
    assert.equal(tailFate({ ...request, status: 502, finishedMs: 9000 }, share), 'sampled');
  });
});
