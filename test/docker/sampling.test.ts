import { test } from 'node:test';
import { JAEGER_1, JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertRemoteSampling } from '../support/sampling-story.ts';

for (const { title, args } of [JAEGER_1, JAEGER_2])
  test(`services in containers sample as ${title} answers`, () =>
    withLab((lab) => assertRemoteSampling(lab, ['up', ...args, '--ports', 'auto', '--quiet'])));
