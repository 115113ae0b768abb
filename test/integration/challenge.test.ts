import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { LoadAnswer } from '../../src/cli/answers/load.ts';
import { assertStoryOfChallenge } from '../support/challenge-story.ts';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';
import { assertCode } from '../support/program.ts';
import { realProgram } from '../support/real-programs.ts';

const JAEGERS = [
  { title: 'the embedded Jaeger', args: ['--jaeger', 'embedded'], skip: false as const },
  ...['JAEGER_LAB_TEST_JAEGER', 'JAEGER_LAB_TEST_JAEGER_2'].map(realProgram).map((real, i) => ({
    title: `a real Jaeger ${i + 1}`,
    args: ['--jaeger-bin', real.path],
    skip: real.skip,
  })),
];

describe('challenge without containers', () => {
  for (const { title, args, skip } of JAEGERS)
    test(`on ${title}: proved from 200 traces`, { skip }, async () => {
      await using lab = await withoutEngine();
      await assertStoryOfChallenge(lab, ...args);
      await assertNothingLeft(lab);
    });

  test('what is not so is not proved: exit 1, with the reason and the evidence', async () => {
    await using lab = await withoutEngine();
    const folder = join(lab.folder, 'evidence');
    const ended = await lab.run(
      ...['challenge', '--n', '20', '--artifacts', folder, '--quiet', '--wait', '5s'],
      ...['--format', 'tsv'],
      ...['--env', 'order.OTEL_PROPAGATORS=none'],
    );
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stdout, /^claim\ttrue\tanswered\t20 of 20 /m);
    assert.match(ended.stdout, /^claim\tfalse\tverified\t0 of 20 /m);
    assert.match(ended.stdout, /^claim\tfalse\tgraph\t/m);
    assert.match(ended.stderr, /not proved: 0 of 20 traces .*\n.*see the files in /);
    assert.ok((await readdir(folder)).includes('challenge.json'));
    await assertNothingLeft(lab);
  });

  const refused: [title: string, args: string[], sentence: RegExp][] = [
    ['none slowed', ['--share', '0'], /--share would slow 0 of 200 requests/],
    ['all slowed', ['--share', '1'], /--share would slow 200 of 200 requests/],
    ['no faults', ['--no-faults'], /cannot be combined with --no-faults/],
    ['a folder that cannot be', ['--artifacts', '/dev/null/x'], /cannot write to the folder/],
  ];
  for (const [title, args, sentence] of refused)
    test(`refused before anything is started: ${title}`, async () => {
      await using lab = await withoutEngine();
      const ended = await lab.run('challenge', ...args);
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, sentence);
      await assertNothingLeft(lab);
    });
});

describe('a fault that requests carry', () => {
  test('is over with its request, and only those that carried one have it', async () => {
    await using lab = await withoutEngine();
    assertCode(await lab.run('up', 'checkout', '--ports', 'auto', '--quiet'), 0);
    const load = ['load', '--n', '10', '--interval', '0', '--quiet', '--json'];
    const faulty = await lab.run(...load, '--fault', 'payment:delay=300ms@20%');
    const carried = (JSON.parse(faulty.stdout) as LoadAnswer).faults;
    assert.deepEqual(carried, [{ fault: 'payment:delay=300ms', requests: 2 }]);
    const tagged = async (run: string): Promise<number> => {
      const found = await lab.run('traces', '--run', run, '--tag', 'lab.fault=payment:delay=300ms');
      return found.stdout.split('\n').filter((row) => /[0-9a-f]{32}/.test(row)).length;
    };
    assertCode(await lab.run(...load), 0);
    assert.deepEqual([await tagged('1'), await tagged('2')], [2, 0]);
    assertCode(await lab.run('down'), 0);
    await assertNothingLeft(lab);
  });

  test('is refused where no service would suffer it', async () => {
    await using lab = await withoutEngine();
    const up = ['up', 'checkout', '--ports', 'auto', '--quiet', '--no-faults'];
    assertCode(await lab.run(...up), 0);
    const unknown = await lab.run('load', '--fault', 'paymet:error');
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no service "paymet"\n.*did you mean payment\?/);
    const refused = await lab.run('load', '--fault', 'payment:error');
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /fault injection is disabled in lab "lab" \(up --no-faults\)\n.*up checkout\n/,
    );
    assertCode(await lab.run('down'), 0);
  });
});
