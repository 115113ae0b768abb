import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerName } from '../../src/runtime/docker/labels.ts';

test('two labs never want a container of the same name', () => {
  assert.notEqual(containerName('a', 'b-gateway'), containerName('a-b', 'gateway'));
});
