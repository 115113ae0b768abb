import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ensureFolder } from '../../src/base/files.ts';

let home: string;
before(async () => (home = await mkdtemp(join(tmpdir(), 'jaeger-lab-files-'))));
after(() => rm(home, { recursive: true, force: true }));

const codeOf = (code: string) => (error: NodeJS.ErrnoException) => error.code === code;

describe('a folder is made', () => {
  test('with those on the way to it, only for its owner, and again', async () => {
    const folder = join(home, 'a', 'b', 'c');
    for (let again = 0; again < 2; again += 1) await ensureFolder(folder, 0o700);
    for (const made of [folder, join(home, 'a')])
      assert.equal((await stat(made)).mode & 0o777, 0o700);
  });

  test('also by several at the same time', async () => {
    const folder = join(home, 'x', 'y', 'z');
    await Promise.all(Array.from({ length: 8 }, () => ensureFolder(folder)));
    assert.ok((await stat(folder)).isDirectory());
  });

  test('or not, where a file is in the way', async () => {
    const file = join(home, 'file');
    await writeFile(file, '');
    await assert.rejects(ensureFolder(file), codeOf('EEXIST'));
    await assert.rejects(ensureFolder(join(file, 'below')), codeOf('ENOTDIR'));
  });

  test('or not, where it cannot be made', { skip: process.platform !== 'linux' }, async () => {
    await assert.rejects(ensureFolder('/proc/jaeger-lab/artifacts'), codeOf('ENOENT'));
  });
});
