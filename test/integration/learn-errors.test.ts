import { test } from 'node:test';
import { assertLessons } from '../support/learn-story.ts';

test('a learner who types what is printed finds each error, none of which is solved as given', (t) =>
  assertLessons(t, 'errors'));
