import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { lessons } from '../../src/lessons/all.ts';
import { learn } from '../support/learn-story.ts';
import { withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';

const UP = ['--jaeger', 'embedded', '--ports', 'auto', '--quiet'];

const IN_THE_TUTORIAL = {
  'my-spans': 'b',
  'my-services': 'd',
  'my-first': 'b',
  'my-bottleneck': 'a',
  'my-callees': 'c',
};

test('a wrong answer is not accepted, and hints lead to the solution one by one', async () => {
  await using lab = await withoutEngine();
  lab.env['JAEGER_LAB_RUNTIME'] = 'local';
  assertCode(await lab.run('up', ...UP), 0);
  assertCode(await lab.run('load', '--n', '5', '--interval', '0', '--quiet'), 0);
  assertCode(await lab.run('learn', 'waterfall'), 0);
  const wrong = await lab.run('learn', '--answer', 'enricher');
  assert.equal(wrong.code, EXIT.no);
  assert.match(wrong.stderr, /"enricher" is not the answer that your traces give/);
  const { hints } = lessons.find(({ id }) => id === 'waterfall') ?? assert.fail();
  const shown = [
    await learn(lab, '--hint'),
    await learn(lab, '--hint'),
    await learn(lab, '--hint'),
  ];
  assert.deepEqual(
    shown.map(({ hint }) => hint),
    [`${hints[0]} (1 more)`, `${hints[1]} (the last hint)`, `${hints[1]} (the last hint)`],
  );
  assertCode(await lab.run('learn', '--answer', 'Gateway'), 0);
  // The questions of the quiz about one's own lab are answered by the same traces.
  for (const [id, letter] of Object.entries(IN_THE_TUTORIAL)) {
    const answered = await lab.run('quiz', id, letter);
    assertCode(answered, 0);
  }
  assert.equal((await lab.run('quiz', 'my-spans', 'a')).code, EXIT.no);
  assertCode(await lab.run('down'), 0);
});

test('progress is kept, and is forgotten when it is reset', async () => {
  await using lab = await withoutEngine();
  const stateOf = async (id: string): Promise<string | undefined> =>
    (await learn(lab)).lessons.find((one) => one.id === id)?.state;
  assertCode(await lab.run('learn', 'sampling', '--skip'), 0);
  assertCode(await lab.run('learn', 'deploy', '--skip'), 0);
  assert.deepEqual([await stateOf('deploy'), await stateOf('sampling')], ['skipped', 'skipped']);
  assert.equal((await learn(lab)).lesson?.id, 'instrument');
  assertCode(await lab.run('learn', '--reset'), 0);
  assert.equal(await stateOf('sampling'), 'open');
});

test('options that exclude each other are refused', async () => {
  await using lab = await withoutEngine();
  const refused = await lab.run('learn', '--hint', '--check');
  assert.equal(refused.code, EXIT.usage, refused.stderr);
  assert.equal((await lab.run('learn', 'no-lesson')).code, EXIT.usage);
});
