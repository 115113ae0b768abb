import { describe, test } from 'node:test';
import { assertStoryOfChallenge } from '../support/challenge-story.ts';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';

describe('challenge in containers', () => {
  for (const { title, args } of [JAEGER_1, JAEGER_2])
    test(`on ${title}: proved from 200 traces`, () =>
      withLab((lab) => assertStoryOfChallenge(lab, ...args)));
});
