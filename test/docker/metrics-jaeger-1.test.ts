import { test } from 'node:test';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertCounted } from '../support/metrics-story.ts';
import { assertCode } from '../support/program.ts';
import { SERVER_IMAGES, serversMissing } from '../support/server-images.ts';

const TITLE = `metrics of Jaeger 1.57, counted by ${JAEGER_2.title}, agree with its traces`;

test(TITLE, { skip: serversMissing }, () =>
  withLab(async (lab) => {
    const image = `jaeger-1.57=${process.env['JAEGER_LAB_TEST_IMAGE_JAEGER_1']}`;
    const up = ['--jaeger', '1.57', '--image', image, ...SERVER_IMAGES, '--with', 'prometheus'];
    await lab.up('tutorial', ...up, '--quiet');
    const load = ['--n', '20', '--interval', '0', '--wait', '120s', '--quiet'];
    assertCode(await lab.run('load', ...load), 0);
    await assertCounted(lab, 'gateway');
  }),
);
