import { test } from 'node:test';
import { JAEGER_2, withLab } from '../support/docker-lab.ts';
import { assertMonitorFixed } from '../support/monitor-story.ts';
import { serversMissing } from '../support/server-images.ts';

const TITLE = `an empty Monitor tab of ${JAEGER_2.title} is named where its way is broken, and fixed`;

test(TITLE, { skip: serversMissing }, (t) =>
  withLab((lab) => assertMonitorFixed(t, lab, JAEGER_2.args, 'jaeger')),
);
