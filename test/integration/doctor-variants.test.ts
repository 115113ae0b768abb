import { test } from 'node:test';
import { assertLocally } from '../support/doctor-story.ts';

test('the other ways to make an error are named as well, and fixed', (t) =>
  assertLocally(t, 'others'));
