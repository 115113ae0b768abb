import { test } from 'node:test';
import { assertLessons } from '../support/learn-story.ts';

test('a learner who types what is printed reads each pattern, none of which is solved as given', (t) =>
  assertLessons(t, 'patterns'));
