import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabError } from '../../src/base/errors.ts';
import { identityOf } from '../../src/base/process-identity.ts';
import { type LabFolder, labFolder } from '../../src/lab/lab-folder.ts';
import { lock, lockIfWritable } from '../../src/lab/lock.ts';
import { pruneRuns, readRun, runIds, saveRun } from '../../src/lab/runs.ts';
import {
  type LabState,
  addressIn,
  readState,
  removeState,
  writeState,
} from '../../src/lab/state.ts';

async function withFolder(work: (folder: LabFolder, home: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'state-'));
  try {
    await work(labFolder('lab', { XDG_STATE_HOME: home }), home);
  } finally {
    await rm(home, { recursive: true });
  }
}

const STATE: LabState = {
  version: 1,
  name: 'lab',
  phase: 'up',
  runtime: 'docker',
  engine: 'unix:///var/run/docker.sock',
  scenario: 'tutorial',
  since: '2026-11-22T10:00:00.000Z',
  jaeger: '2',
  scheduleDelayMs: 200,
  components: [
    {
      name: 'jaeger',
      runs: 'image',
      ports: [{ name: 'query', port: 16686, host: '127.0.0.1', hostPort: 16686 }],
    },
  ],
};

describe('the state of a lab', () => {
  test('is read as it was written, by its owner alone, and gone without a trace when removed', () =>
    withFolder(async (folder, home) => {
      assert.equal(await readState(folder), undefined);
      await writeState(folder, STATE);
      assert.deepEqual(await readState(folder), STATE);
      assert.equal((await stat(folder.path)).mode & 0o777, 0o700);
      assert.equal((await stat(folder.state)).mode & 0o777, 0o600);
      await removeState(folder);
      assert.deepEqual(await readdir(home), []);
    }));

  for (const [title, text] of [
    ['cut off', '{"version":1,'],
    ['of another kind', '{"version":1,"name":7}'],
  ] as const) {
    test(`a file that is ${title} is an error that names it`, () =>
      withFolder(async (folder) => {
        await mkdir(folder.path, { recursive: true });
        await writeFile(folder.state, text);
        await assert.rejects(readState(folder), (error: LabError) => {
          assert.match(error.message, /state\.json is damaged$/);
          return error.hint?.endsWith(': jaeger-lab down') ?? false;
        });
      }));
  }

  test('a file of a newer version is called newer, and kept', () =>
    withFolder(async (folder) => {
      await mkdir(folder.path, { recursive: true });
      await writeFile(folder.state, '{"version":2}');
      await assert.rejects(readState(folder), /was written by a newer jaeger-lab/);
      assert.equal(await readFile(folder.state, 'utf8'), '{"version":2}');
    }));

  test('knows where a port is published', () => {
    assert.equal(addressIn(STATE, 'jaeger', 'query'), '127.0.0.1:16686');
    assert.throws(() => addressIn(STATE, 'gateway', 'http'), LabError);
  });

  for (const name of ['', 'A', '../x', '-a', 'a'.repeat(41), 'a b']) {
    test(`"${name}" is refused as a lab's name`, () => {
      assert.throws(
        () => labFolder(name, {}),
        (error: LabError) => error.exitCode === 2,
      );
    });
  }
});

describe('where the state is', () => {
  const cases: [title: string, env: Record<string, string>, path: string][] = [
    ['in XDG_STATE_HOME', { XDG_STATE_HOME: '/x', HOME: '/h' }, '/x/jaeger-lab/lab'],
    ['below HOME without it', { HOME: '/h' }, '/h/.local/state/jaeger-lab/lab'],
    [
      'below HOME where it is empty',
      { XDG_STATE_HOME: '', HOME: '/h' },
      '/h/.local/state/jaeger-lab/lab',
    ],
    [
      'below HOME where it is relative: that would be another place in each folder',
      { XDG_STATE_HOME: 'state', HOME: '/h' },
      '/h/.local/state/jaeger-lab/lab',
    ],
  ];
  for (const [title, env, path] of cases) {
    test(title, () => assert.equal(labFolder('lab', env).path, path));
  }
});

describe('the lock', () => {
  test('keeps a second one out until it is released', () =>
    withFolder(async (folder) => {
      const held = await lock(folder);
      await assert.rejects(lock(folder), /another jaeger-lab \(pid \d+\) is changing lab "lab"/);
      await held[Symbol.asyncDispose]();
      await (await lock(folder))[Symbol.asyncDispose]();
    }));

  for (const [title, text] of [
    ['of a process that is gone', '{"pid":4194304,"startTime":"1"}'],
    ['of an earlier process with the same pid', `{"pid":${process.pid},"startTime":"1"}`],
    ['that was cut off', '{"pi'],
  ] as const) {
    test(`a lock ${title} is ignored`, () =>
      withFolder(async (folder) => {
        await mkdir(folder.path, { recursive: true });
        await writeFile(folder.lock, text);
        await (await lock(folder))[Symbol.asyncDispose]();
      }));
  }
});

describe('a lock whose process is gone', () => {
  /** One after the other within a millisecond or two: in step with each other they would not get in each other's way. */
  async function find(folder: LabFolder, index: number): Promise<AsyncDisposable> {
    const at = performance.now() + index * 0.15 * Math.random();
    while (performance.now() < at) await nextTurn();
    return lock(folder);
  }

  for (const [title, text] of [
    ['whole', '{"pid":4194304,"startTime":"1"}'],
    ['empty', ''],
  ] as const) {
    test(`is taken over by one alone of those that find it at once: ${title}`, () =>
      withFolder(async (folder) => {
        await mkdir(folder.path, { recursive: true });
        for (let round = 0; round < 30; round += 1) {
          await writeFile(folder.lock, text);
          const finders = Array.from({ length: 12 }, (_, index) => find(folder, index));
          const settled = await Promise.allSettled(finders);
          const held = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
          assert.equal(held.length, 1);
          assert.deepEqual(await readdir(folder.path), ['lock']);
          await held[0]?.[Symbol.asyncDispose]();
        }
      }));
  }

  test('is taken over after one who was killed while taking it over', () =>
    withFolder(async (folder) => {
      await mkdir(folder.path, { recursive: true });
      for (const name of ['lock', 'lock.takeover']) {
        await writeFile(join(folder.path, name), '{"pid":4194304,"startTime":"1"}');
      }
      await using _ = await lock(folder);
      assert.deepEqual(await readdir(folder.path), ['lock']);
    }));
});

describe('a lock that has just been made and not been written yet', () => {
  test('is held', () =>
    withFolder(async (folder) => {
      await mkdir(folder.path, { recursive: true });
      await writeFile(folder.lock, '');
      const second = assert.rejects(lock(folder), /another jaeger-lab/);
      await writeFile(folder.lock, JSON.stringify(await identityOf(process.pid)));
      await second;
    }));

  test('is ignored when it stays empty', () =>
    withFolder(async (folder) => {
      await mkdir(folder.path, { recursive: true });
      await writeFile(folder.lock, '');
      await (await lock(folder))[Symbol.asyncDispose]();
    }));
});

describe('the lock of who only removes', () => {
  test('is done without where it cannot be written', () =>
    withFolder(async (folder, home) => {
      await writeFile(join(home, 'jaeger-lab'), 'a file where a folder should be');
      await assert.rejects(lock(folder), /cannot write .*: a part of the path is not a directory/);
      await (await lockIfWritable(folder))[Symbol.asyncDispose]();
    }));

  test('is waited for while a process holds it', () =>
    withFolder(async (folder) => {
      await using _ = await lock(folder);
      await assert.rejects(lockIfWritable(folder), /another jaeger-lab/);
    }));
});

describe('the ledger', () => {
  const entry = {
    scenario: 'tutorial',
    url: 'http://127.0.0.1:5000/process',
    plan: { kind: 'closed' },
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:00:01.000Z',
    interrupted: false,
    records: [
      { dueMs: 1.5, sentMs: 1.5, finishedMs: 9.25, status: 200, traceId: 'ab', sampled: true },
    ],
  };

  test('counts its runs from 1 and reads the latest unless a number is given', () =>
    withFolder(async (folder) => {
      await saveRun(folder, entry);
      await saveRun(folder, { ...entry, interrupted: true });
      assert.deepEqual(await runIds(folder), [1, 2]);
      assert.deepEqual(await readRun(folder), { version: 1, id: 2, ...entry, interrupted: true });
      assert.deepEqual(await readRun(folder, 1), { version: 1, id: 1, ...entry });
    }));

  test('keeps every one of the runs that end at the same moment', () =>
    withFolder(async (folder) => {
      const saved = await Promise.all(
        [1, 2, 3, 4, 5].map((finishedMs) =>
          saveRun(folder, {
            ...entry,
            records: [{ ...entry.records[0], dueMs: 1, sentMs: 1, finishedMs }],
          }),
        ),
      );
      assert.deepEqual(saved.map(({ id }) => id).toSorted(), [1, 2, 3, 4, 5]);
      for (const run of saved) assert.deepEqual(await readRun(folder, run.id), run);
      assert.equal((await readdir(folder.runs)).length, 5);
    }));

  test('keeps its latest runs alone, or none, and the files of the lab go without it', () =>
    withFolder(async (folder, home) => {
      await writeState(folder, STATE);
      for (let run = 0; run < 3; run += 1) await saveRun(folder, entry);
      assert.equal(await pruneRuns(folder, 2), 2);
      assert.deepEqual(await runIds(folder), [2, 3]);
      await removeState(folder);
      assert.deepEqual(await readdir(folder.path), ['runs']);
      // The next run has a number of its own.
      assert.equal((await saveRun(folder, entry)).id, 4);
      assert.equal(await pruneRuns(folder, 0), 0);
      await removeState(folder);
      assert.deepEqual(await readdir(home), []);
    }));

  test('says what there is when a run is not there', () =>
    withFolder(async (folder) => {
      await assert.rejects(readRun(folder), /has no runs yet/);
      await saveRun(folder, entry);
      await assert.rejects(
        readRun(folder, 7),
        (error: LabError) => error.exitCode === 2 && error.hint === 'jaeger-lab runs',
      );
    }));
});
