import { describe, test } from 'node:test';
import { assertStoryOfChallenge } from '../support/challenge-story.ts';
import {
  JAEGER_1,
  JAEGER_2,
  assertNothingLeft,
  dockerProgram,
  labName,
} from '../support/docker-lab.ts';

describe('challenge in containers', () => {
  for (const { title, args } of [JAEGER_1, JAEGER_2])
    test(`on ${title}: proved from 200 traces`, async () => {
      await using program = await dockerProgram();
      const lab = labName();
      await assertStoryOfChallenge(program, '--name', lab, ...args);
      await assertNothingLeft(lab, program.stateHome);
    });
});
