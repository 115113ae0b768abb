import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { EXIT } from '../../src/base/errors.ts';
import { throwUnlessFolderWritable } from '../../src/cli/shell/output-file.ts';
import { INPUT } from '../support/guarded-backend.ts';
import { run } from '../support/run.ts';
import { temporaryFolder } from '../support/trace-files.ts';

describe('a file that cannot be written is named before any work', () => {
  const cases: [command: string[], option: string][] = [
    [['slowest', '--name', 'none'], '--out'],
    [['verify', '--name', 'none'], '--junit'],
    [['report', '--name', 'none'], '--out'],
    [['smoke', '--runtime', 'local'], '--junit'],
    [['load', '--name', 'none'], '--out'],
    [['challenge', '--runtime', 'local'], '--out'],
  ];
  for (const [command, option] of cases)
    test(`${command.join(' ')} ${option}`, async () => {
      await using folder = await temporaryFolder();
      await writeFile(`${folder.path}/file`, '');
      for (const [file, reason] of [
        [`${folder.path}/none/a.json`, /no such file or directory$/],
        [folder.path, /it is a directory$/],
        [`${folder.path}/file/a.json`, /not a directory$/],
      ] as const) {
        const { error } = await run([...command, option, file]);
        assert.equal(error?.exitCode, EXIT.usage, error?.message);
        assert.match(error.message, /^cannot write /);
        assert.match(error.message, reason);
        assert.match(
          error.hint ?? '',
          new RegExp(`^give ${option} a file in a folder that exists`),
        );
      }
    });
});

describe('a full disk is not a mistake of the option', () => {
  const cases: [command: string[], option: string][] = [
    [['slowest', '--file', INPUT], '--out'],
    [['verify', '--file', INPUT], '--junit'],
    [['report', '--file', INPUT, '--format', 'md'], '--out'],
    [['explain'], '--out'],
    [['export', 'compose', 'tutorial'], '--out'],
  ];
  for (const [command, option] of cases)
    test(`${command.join(' ')} ${option}`, async () => {
      const { error } = await run([...command, option, '/dev/full']);
      assert.equal(error?.exitCode, EXIT.notReady, error?.message);
      assert.equal(error.message, 'cannot write /dev/full: the disk is full');
      assert.equal(error.hint, 'free some space, or write to another disk');
    });
});

describe('a folder that cannot be written to is named before any work', () => {
  for (const command of ['smoke', 'challenge'])
    test(command, async () => {
      await using folder = await temporaryFolder();
      await writeFile(`${folder.path}/file`, '');
      for (const [artifacts, reason] of [
        ['/proc/x', /no such file or directory$/],
        ['/proc', /no such file or directory$/],
        [`${folder.path}/file`, /it is not a directory$/],
        [`${folder.path}/file/a`, /not a directory$/],
      ] as const) {
        const { error } = await run([command, '--runtime', 'local', '--artifacts', artifacts]);
        assert.equal(error?.exitCode, EXIT.usage, error?.message);
        assert.match(error.message, /^cannot write to the folder /);
        assert.match(error.message, reason);
        assert.equal(error.hint, 'give --artifacts a folder that you may write to');
      }
    });

  test('one that can is not left behind, and what is there stays', async () => {
    await using folder = await temporaryFolder();
    await writeFile(`${folder.path}/file`, '');
    await throwUnlessFolderWritable(`${folder.path}/a/b`, '--artifacts');
    await throwUnlessFolderWritable(folder.path, '--artifacts');
    assert.deepEqual(await readdir(folder.path), ['file']);
  });
});

for (const command of ['load', 'smoke', 'challenge'])
  test(`${command} refuses a timeout that no request can keep`, async () => {
    const { error } = await run([command, '--timeout', '0s']);
    assert.equal(error?.exitCode, EXIT.usage);
    assert.match(error.message, /Expected a duration above 0/);
  });
