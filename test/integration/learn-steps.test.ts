import { test } from 'node:test';
import { assertLessons } from '../support/learn-story.ts';

test('a learner who types what is printed solves each step, none of which is solved as given', (t) =>
  assertLessons(t, 'steps'));
