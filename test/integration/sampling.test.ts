import { describe, test } from 'node:test';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';
import { realProgram } from '../support/real-programs.ts';
import { assertRemoteSampling, assertTailSampling } from '../support/sampling-story.ts';

const UP = ['--ports', 'auto', '--quiet'];
const JAEGER_1 = realProgram('JAEGER_LAB_TEST_JAEGER');
const JAEGER_2 = realProgram('JAEGER_LAB_TEST_JAEGER_2');

describe('services sample as Jaeger answers', () => {
  const cases = [
    ['the embedded Jaeger', ['--jaeger', 'embedded'], false],
    ['Jaeger 1.57', ['--jaeger-bin', JAEGER_1.path], JAEGER_1.skip],
    ['Jaeger 2.13', ['--jaeger-bin', JAEGER_2.path], JAEGER_2.skip],
  ] as const;
  for (const [title, args, skip] of cases)
    test(title, { skip }, async () => {
      await using lab = await withoutEngine();
      await assertRemoteSampling(lab, ['up', ...args, ...UP]);
      assertCode(await lab.run('down'), 0);
      await assertNothingLeft(lab);
    });
});

test(
  'Jaeger 2.13 keeps every failed and slow trace and a share of the others',
  { skip: JAEGER_2.skip },
  async () => {
    await using lab = await withoutEngine();
    await assertTailSampling(lab, ['up', 'checkout', '--jaeger-bin', JAEGER_2.path, ...UP]);
    assertCode(await lab.run('down'), 0);
  },
);
