import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { type Entry, tarOf } from '../../../src/runtime/docker/tar.ts';
import { skipWithout } from '../../support/real-programs.ts';

const withFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'tar-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const archive = (entries: readonly Entry[], file: string): Promise<void> =>
  pipeline(tarOf(entries), createWriteStream(file));

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o7777;

const skip = skipWithout('tar');

describe('the tar archive of an image', () => {
  test("the system's tar unpacks what was put in", { skip }, () =>
    withFolder(async (folder) => {
      const source = join(folder, 'source');
      // Longer than a stream's chunk, and no multiple of a block.
      await writeFile(source, Buffer.alloc(200_001, 'x'));
      await archive(
        [
          { kind: 'folder', path: 'tmp', mode: 0o1777 },
          { kind: 'text', path: 'etc-passwd', mode: 0o644, text: 'ä root\n' },
          { kind: 'text', path: 'empty', mode: 0o600, text: '' },
          { kind: 'link', path: 'bin', to: 'usr/bin' },
          { kind: 'file', path: 'tmp/big', mode: 0o755, from: source },
        ],
        join(folder, 'a.tar'),
      );
      const out = join(folder, 'out');
      execFileSync('sh', ['-c', `mkdir ${out} && tar -xpf ${folder}/a.tar -C ${out}`]);
      assert.deepEqual(await readFile(join(out, 'tmp/big')), await readFile(source));
      assert.equal(await readFile(join(out, 'etc-passwd'), 'utf8'), 'ä root\n');
      assert.equal(await readFile(join(out, 'empty'), 'utf8'), '');
      assert.equal(await readlink(join(out, 'bin')), 'usr/bin');
      assert.equal(await mode(join(out, 'tmp')), 0o1777);
      assert.equal(await mode(join(out, 'tmp/big')), 0o755);
    }),
  );

  test('everything belongs to root, and the same entries give the same bytes', { skip }, () =>
    withFolder(async (folder) => {
      const entries: Entry[] = [{ kind: 'text', path: 'a', mode: 0o644, text: 'a' }];
      await archive(entries, join(folder, '1.tar'));
      await archive(entries, join(folder, '2.tar'));
      const listing = execFileSync('tar', ['--numeric-owner', '-tvf', join(folder, '1.tar')]);
      assert.match(listing.toString(), /^-rw-r--r-- +0[/ ]+0 /);
      assert.deepEqual(
        await readFile(join(folder, '1.tar')),
        await readFile(join(folder, '2.tar')),
      );
    }),
  );

  test('a name that the format cannot hold is refused', () =>
    withFolder(async (folder) => {
      const entry: Entry = { kind: 'text', path: 'n'.repeat(101), mode: 0o644, text: '' };
      await assert.rejects(archive([entry], join(folder, 'a.tar')), /too long for a tar header/);
    }));
});
