import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { assertNothingLeft, withoutEngine } from '../support/local-lab.ts';

describe('when the output is not read any more', () => {
  test('what is under way is cleaned up after, as by Ctrl-C', async () => {
    await using lab = await withoutEngine();
    const smoke = lab.start('smoke');
    const { stdout, stderr } = smoke.child;
    assert.ok(stdout && stderr);
    await once(stderr, 'data');
    stdout.destroy();
    stderr.destroy();
    const ended = await smoke.ended;
    assert.equal(ended.code, 130);
    await assertNothingLeft(lab);
  });

  test('an answer that fits nowhere is one sentence and exit code 3', async () => {
    await using lab = await withoutEngine();
    const full = openSync('/dev/full', 'w');
    try {
      const { status, stderr } = spawnSync(
        process.execPath,
        [resolve('dist/main.js'), 'schema', 'up'],
        { env: lab.env, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
      );
      assert.equal(status, 3);
      assert.match(
        stderr,
        /^✖ cannot write the answer: the disk is full\n→ free some space, or write to another disk\n$/,
      );
    } finally {
      closeSync(full);
    }
  });
});

test('artefacts that cannot be written are one more failure of smoke, which answers nevertheless', async () => {
  await using lab = await withoutEngine();
  const folder = join(lab.folder, 'artefacts');
  await mkdir(join(folder, 'smoke.json'), { recursive: true });
  const smoke = await lab.run(
    ...['smoke', '-n', '1', '--wait', '0', '--env', '*.OTEL_TRACES_EXPORTER=none'],
    ...['--artifacts', folder],
  );
  const answer = JSON.parse(smoke.stdout) as { exitCode: number; failures: string[] };
  assert.equal(smoke.code, answer.exitCode);
  assert.match(
    answer.failures.at(-1) ?? '',
    /^cannot write to the folder .*\/artefacts: it is a directory$/,
  );
  assert.doesNotMatch(smoke.stderr, /\n\s+at .+:\d+:\d+/);
  await assertNothingLeft(lab);
});
