import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeFaults } from '../../src/model/attribute-faults.ts';

const span = {
  attributes: { 'http.route': '/a', 'http.response.status_code': 500n },
  resource: { service: 'shop', attributes: { 'service.version': '2' } },
};

test('attributes of the span and of its resource are found by their text', () => {
  const wanted = { 'http.route': '/a', 'http.response.status_code': '500', 'service.version': '*' };
  assert.deepEqual(attributeFaults(span, wanted), []);
});

test('another value and a missing attribute are named', () => {
  assert.deepEqual(attributeFaults(span, { 'http.route': '/b', tier: '*' }), [
    'http.route is /a, not /b',
    'no tier',
  ]);
});

test('what every JavaScript object has does not count as an attribute', () => {
  for (const key of ['constructor', 'toString', 'hasOwnProperty'])
    assert.deepEqual(attributeFaults(span, { [key]: '*' }), [`no ${key}`]);
});
