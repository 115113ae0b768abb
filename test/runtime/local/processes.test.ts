import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, Interrupted, LabError } from '../../../src/base/errors.ts';
import { identityOf } from '../../../src/base/process-identity.ts';
import { processTimeMs } from '../../../src/base/process-time.ts';
import { type CompanionStart, startCompanion } from '../../../src/runtime/local/processes.ts';

const FOREVER = 'setInterval(() => undefined, 1000);';

/** A program of node's that says its pid when it is ready. */
const starting = (
  code: string,
  changes: Partial<CompanionStart<string>> = {},
): CompanionStart<string> => ({
  name: 'the program',
  command: { command: process.execPath, args: ['-e', code], env: {} },
  ready: (written) => /^pid (\d+)$/m.exec(written)?.[1],
  timeoutMs: 20_000,
  signal: new AbortController().signal,
  ...changes,
});

const READY = `console.log('pid ' + process.pid); ${FOREVER}`;

describe('a companion', () => {
  test('is there when it says so, and gone when it is disposed of', async () => {
    const companion = await startCompanion(starting(READY));
    assert.equal(companion.said, String(companion.pid));
    assert.ok(await identityOf(companion.pid));
    await companion[Symbol.asyncDispose]();
    assert.equal(await identityOf(companion.pid), undefined);
  });

  test('is gone when the process that started it is killed', async () => {
    const module = new URL('../../../src/runtime/local/processes.ts', import.meta.url).href;
    const start = JSON.stringify({
      ...{ name: 'the program', timeoutMs: 20_000 },
      command: { command: process.execPath, args: ['-e', READY], env: {} },
    });
    const code = `
      const { startCompanion } = await import(${JSON.stringify(module)});
      const ready = (written) => /^pid (\\d+)$/m.exec(written)?.[1];
      const { pid } = await startCompanion({ ...${start}, ready, signal: new AbortController().signal });
      console.log('pid ' + pid);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
      const pid = Number(/^pid (\d+)$/m.exec(said)?.[1]);
      assert.ok(await identityOf(pid), said);
      parent.kill('SIGKILL');
      for (let left = 200; left > 0 && (await identityOf(pid)); left -= 1) await sleep(50);
      assert.equal(await identityOf(pid), undefined);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  test('that does not heed SIGTERM is killed', async () => {
    const companion = await startCompanion(
      starting(`process.on('SIGTERM', () => undefined); ${READY}`),
    );
    await companion[Symbol.asyncDispose]();
    assert.equal(await identityOf(companion.pid), undefined);
  });

  test('keeps what it wrote last, on both streams', async () => {
    await using companion = await startCompanion(
      starting(`console.error('a\\n\\nb'); console.log('pid 1'); ${FOREVER}`),
    );
    assert.deepEqual(companion.lastLines(9).toSorted(), ['a', 'b', 'pid 1']);
    assert.equal(companion.lastLines(1).length, 1);
  });

  test('gets none of this process’s OTEL_* variables', async () => {
    process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
    try {
      const code = `console.log(process.env.OTEL_TRACES_SAMPLER ?? 'none'); ${READY}`;
      await using companion = await startCompanion(starting(code));
      assert.equal(companion.lastLines(2)[0], 'none');
    } finally {
      delete process.env['OTEL_TRACES_SAMPLER'];
    }
  });

  const failures: [
    title: string,
    start: CompanionStart<string>,
    sentence: RegExp,
    log: string[],
  ][] = [
    [
      'ends',
      starting("console.error('why'); process.exitCode = 7"),
      /^the program did not start: it ended with exit code 7$/,
      ['why'],
    ],
    [
      'is killed',
      starting("process.kill(process.pid, 'SIGKILL')"),
      /^the program did not start: it was ended by SIGKILL$/,
      [],
    ],
    [
      'is not there',
      { ...starting(''), command: { command: '/no-such-program', args: [], env: {} } },
      /^the program cannot be started: no such file or directory/,
      [],
    ],
    [
      'never is ready',
      starting(FOREVER, { timeoutMs: 200 }),
      /^the program was not ready within 0\.2 s$/,
      [],
    ],
  ];
  for (const [title, start, sentence, log] of failures) {
    test(`that ${title} is an error with its last lines`, async () => {
      await assert.rejects(startCompanion(start), (error: LabError) => {
        assert.ok(error instanceof LabError);
        assert.match(error.message, sentence);
        assert.deepEqual([error.exitCode, error.evidence], [EXIT.notReady, log]);
        return true;
      });
    });
  }

  test('is not waited for after Ctrl-C, before or while it starts', async () => {
    await assert.rejects(
      startCompanion(starting(FOREVER, { signal: AbortSignal.abort() })),
      Interrupted,
    );
    const stop = new AbortController();
    const started = startCompanion(starting(FOREVER, { signal: stop.signal }));
    stop.abort();
    await assert.rejects(started, Interrupted);
  });
});

test(
  'processor time grows with what a process does',
  { skip: process.platform !== 'linux' },
  async () => {
    const before = await processTimeMs(process.pid);
    assert.ok(before !== undefined);
    const { user, system } = process.cpuUsage();
    // In steps of 10 ms each of its two parts.
    assert.ok(Math.abs((user + system) / 1000 - before) <= 100);
    while (process.cpuUsage().user - user < 60_000);
    assert.ok(((await processTimeMs(process.pid)) ?? 0) >= before + 30);
    assert.equal(await processTimeMs(2 ** 30), undefined);
  },
);
