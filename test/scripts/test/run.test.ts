import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Counts, countsIn, NONE, sum, summary } from '../../../scripts/test/counts.ts';
import { testEnvironment } from '../../../scripts/test/environment.ts';
import { groupsOf } from '../../../scripts/test/groups.ts';
import type { GroupRun } from '../../../scripts/test/run-group.ts';
import { isAbandoned } from '../../../scripts/test/sweep.ts';

describe('which test files run', () => {
  const files = [
    { path: 'test/docker/b.test.ts', text: '' },
    { path: 'test/load/a.test.ts', text: '' },
    { path: 'test/integration/c.test.ts', text: '' },
    { path: 'test/cli/d.test.ts', text: `env.${['JAEGER', 'LAB', 'TEST', 'JAEGER'].join('_')}` },
  ];

  test('all of them, cheapest first, when nothing is asked for', () => {
    assert.deepEqual(groupsOf(files, []), [
      { name: 'unit', files: ['test/load/a.test.ts'] },
      { name: 'integration', files: ['test/cli/d.test.ts', 'test/integration/c.test.ts'] },
      { name: 'docker', files: ['test/docker/b.test.ts'] },
    ]);
  });

  test('those whose path contains what is asked for', () => {
    assert.deepEqual(groupsOf(files, ['test/load', 'c.test']), [
      { name: 'unit', files: ['test/load/a.test.ts'] },
      { name: 'integration', files: ['test/integration/c.test.ts'] },
    ]);
    assert.deepEqual(groupsOf(files, ['nothing']), []);
  });

  test('asking for what does not exist is a usage error that says so', async () => {
    const script = ['--import', 'tsx', 'scripts/test.ts', 'no-such-file'];
    const { code, stderr } = await run(script, testEnvironment(process.env, tmpdir()));
    assert.equal(code, 2);
    assert.equal(stderr, "no test file's path contains no-such-file\n");
  });
});

describe("node's summary", () => {
  const tap = [
    '# tests 99',
    'ok 1 - prints what looks like a summary',
    '1..1',
    '# tests 4',
    '# suites 1',
    '# pass 2',
    '# fail 1',
    '# cancelled 0',
    '# skipped 1',
    '# todo 0',
    '# duration_ms 12.5',
  ];

  test('is read from the end of its output', () => {
    assert.deepEqual(countsIn(tap.join('\n')), {
      ...{ tests: 4, suites: 1, pass: 2, fail: 1 },
      ...{ cancelled: 0, skipped: 1, todo: 0, duration_ms: 12.5 },
    });
  });

  test('that is not there, or only in part, is not a summary', () => {
    assert.equal(countsIn(''), undefined);
    assert.equal(countsIn(tap.slice(0, 6).join('\n')), undefined);
  });

  test('several add up, and are printed as one', () => {
    const one: Counts = { ...NONE, tests: 2, pass: 1, fail: 1, duration_ms: 10.4 };
    assert.equal(
      summary(sum([one, one])),
      'ℹ tests 4\nℹ suites 0\nℹ pass 2\nℹ fail 2\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\nℹ duration_ms 21\n',
    );
  });
});

describe('a group of test files', () => {
  const counted = async (text: string): Promise<GroupRun> => {
    const folder = await mkdtemp(join(tmpdir(), 'group-'));
    try {
      const file = join(folder, 'a.test.mjs');
      await writeFile(file, text);
      const program = `
        import { runGroup } from './scripts/test/run-group.ts';
        const group = { name: 'unit', files: [${JSON.stringify(file)}] };
        const around = { env: process.env, options: [], folder: ${JSON.stringify(folder)} };
        const signal = new AbortController().signal;
        process.stderr.write(JSON.stringify(await runGroup(group, { ...around, signal })));`;
      const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
      const { stderr } = await run(args, testEnvironment(process.env, folder));
      return JSON.parse(stderr) as GroupRun;
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  test('is counted: what passed, failed and was skipped, whole suites too', async () => {
    const { counts, skipped } = await counted(
      `import { describe, test } from 'node:test';
       test('a', () => {});
       test('b', () => { throw new Error('no'); });
       test('c', { skip: 'there is no "go"' }, () => {});
       test('d', { skip: true }, () => {});
       describe('e', { skip: 'there is no "go"' }, () => { test('f', () => {}); });`,
    );
    const { tests, pass, fail } = counts;
    assert.deepEqual({ tests, pass, fail }, { tests: 4, pass: 1, fail: 1 });
    assert.equal(counts.skipped, 3);
    assert.deepEqual(skipped, [
      'skipped: 2 unit tests (there is no "go")',
      'skipped: 1 unit test (no reason given)',
    ]);
  });

  test('counts as failed when its runner ends without a summary', async () => {
    const { counts } = await counted('process.kill(process.ppid, "SIGKILL");');
    const { tests, fail } = counts;
    assert.deepEqual({ tests, fail }, { tests: 1, fail: 1 });
  });
});

test("tests see the caller's environment without what the program would heed", () => {
  const caller = {
    PATH: '/bin',
    JAEGER_LAB_IMAGE_JAEGER: 'mine',
    JAEGER_LAB_TEST_ENGINE: 'install',
    OTEL_SDK_DISABLED: 'true',
    LAB_FAULTS: '1',
    PORT: '1',
    PORTAGE: 'kept',
    XDG_STATE_HOME: '/home/me/.local/state',
  };
  assert.deepEqual(testEnvironment(caller, '/t'), {
    PATH: '/bin',
    JAEGER_LAB_TEST_ENGINE: 'install',
    PORTAGE: 'kept',
    TMPDIR: '/t',
    XDG_STATE_HOME: '/t/state',
    XDG_CONFIG_HOME: '/t/config',
  });
});

test("only labs of tests whose process is gone are abandoned, never a person's", () => {
  const isAlive = (pid: number): boolean => pid === 12;
  assert.deepEqual(
    ['t11-1', 't12-1', 'lab', 't11', 'my-t11-1'].filter((lab) => isAbandoned(lab, isAlive)),
    ['t11-1'],
  );
});

async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { env, timeout: 60_000 }, (error, _, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}
