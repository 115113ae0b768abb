import { test } from 'node:test';
import { assertStoryOfTwoOwners } from '../support/owners-story.ts';

test(
  'a lab of another owner is refused with both names, and replaced only with --take-over',
  assertStoryOfTwoOwners,
);
