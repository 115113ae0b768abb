import { test } from 'node:test';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertMonitorFixed } from '../support/monitor-story.ts';
import { serversMissing } from '../support/server-images.ts';

const TITLE = `an empty Monitor tab of Jaeger 1.57, counted by ${JAEGER_2.title}, is named and fixed`;

test(TITLE, { skip: serversMissing }, (t) =>
  withLab((lab) => {
    const image = `jaeger-1.57=${process.env['JAEGER_LAB_TEST_IMAGE_JAEGER_1']}`;
    return assertMonitorFixed(t, lab, ['--jaeger', '1.57', '--image', image], 'spanmetrics');
  }),
);
