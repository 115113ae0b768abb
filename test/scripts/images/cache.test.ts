import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { keep, keyOf, partsFolder } from '../../../scripts/images/cache.ts';

const withParts = async (use: (parts: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'parts-'));
  try {
    await use(join(folder, 'parts'));
  } finally {
    await rm(folder, { recursive: true });
  }
};

describe('finished parts', () => {
  test('are made once and then found', () =>
    withParts(async (parts) => {
      let made = 0;
      const make = async (folder: string): Promise<void> => {
        made += 1;
        await writeFile(join(folder, 'binary'), 'done');
      };
      const first = await keep('part-1', make, parts);
      assert.equal(await keep('part-1', make, parts), first);
      assert.equal(await readFile(join(first, 'binary'), 'utf8'), 'done');
      assert.equal(made, 1);
    }));

  test('do not appear when making them fails, and the next run continues', () =>
    withParts(async (parts) => {
      const failing = async (folder: string): Promise<void> => {
        await writeFile(join(folder, 'binary'), 'half');
        throw new Error('no space');
      };
      await assert.rejects(keep('part-1', failing, parts), /no space/);
      assert.deepEqual(await readdir(parts), ['.begun-part-1']);
      const tries: boolean[] = [];
      const make = (_: string, isSecondTry: boolean): Promise<void> => {
        tries.push(isSecondTry);
        return Promise.resolve();
      };
      await keep('part-1', make, parts);
      await keep('part-2', make, parts);
      assert.deepEqual(tries, [true, false]);
      assert.deepEqual((await readdir(parts)).toSorted(), ['part-1', 'part-2']);
    }));

  test('what a killed run left unfinished goes after a day, and not before', () =>
    withParts(async (parts) => {
      const done = (): Promise<void> => Promise.resolve();
      const anHourAgo = new Date(Date.now() - 60 * 60_000);
      const twoDaysAgo = new Date(Date.now() - 48 * 60 * 60_000);
      await mkdir(join(parts, '.part-old'), { recursive: true });
      await mkdir(join(parts, '.part-recent'));
      await mkdir(join(parts, 'part-1'));
      await utimes(join(parts, '.part-old'), twoDaysAgo, twoDaysAgo);
      await utimes(join(parts, '.part-recent'), anHourAgo, anHourAgo);
      await utimes(join(parts, 'part-1'), twoDaysAgo, twoDaysAgo);
      await keep('part-2', done, parts);
      assert.deepEqual((await readdir(parts)).toSorted(), ['.part-recent', 'part-1', 'part-2']);
    }));

  test('two runs at once both get a whole one', () =>
    withParts(async (parts) => {
      let arrived = 0;
      let bothAreAtWork: () => void;
      const meeting = new Promise<void>((resolve) => (bothAreAtWork = resolve));
      const make = async (folder: string): Promise<void> => {
        arrived += 1;
        if (arrived === 2) bothAreAtWork();
        await meeting;
        await writeFile(join(folder, 'binary'), 'done');
      };
      const [a, b] = await Promise.all([keep('p', make, parts), keep('p', make, parts)]);
      assert.equal(a, b);
      assert.deepEqual(await readdir(parts), ['p']);
      assert.deepEqual(await readdir(a), ['binary']);
    }));
});

test('a key depends on where one input ends and the next begins', () => {
  assert.equal(keyOf(['ab', 'c']), keyOf(['ab', 'c']));
  assert.notEqual(keyOf(['ab', 'c']), keyOf(['a', 'bc']));
});

test('parts are kept where XDG_CACHE_HOME says, else in ~/.cache; set but empty counts as unset', () => {
  assert.equal(partsFolder({ XDG_CACHE_HOME: '/c' }), '/c/jaeger-lab/parts');
  assert.match(partsFolder({}), /\/\.cache\/jaeger-lab\/parts$/);
  assert.equal(partsFolder({ XDG_CACHE_HOME: '' }), partsFolder({}));
});
