import { test } from 'node:test';
import { assertLocally } from '../support/doctor-story.ts';

test('each error is named at its service, and the printed command fixes it', (t) =>
  assertLocally(t, 'firsts'));
