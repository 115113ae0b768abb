import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Interrupted, LabError } from '../../../src/base/errors.ts';
import { runTool, type ToolCall } from '../../../scripts/images/tool.ts';

const shell = (script: string, more: Partial<ToolCall> = {}): ToolCall => ({
  command: 'sh',
  args: ['-c', script],
  limit: { withinMs: 60_000 },
  purpose: 'try it',
  whenMissing: 'install it',
  ...more,
});

/** Waits as the system's own command does, where there is no more than a shell and Node. */
const sleep = (seconds: number): string =>
  `'${process.execPath}' -e 'setTimeout(() => {}, ${seconds * 1000})'`;

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe('running a tool', () => {
  test('gives what it wrote to stdout, and hands it its input', async () => {
    assert.equal(await runTool(shell('echo out; echo err >&2')), 'out\n');
    assert.equal(
      await runTool(shell('read -r line; printf %s "$line"', { input: 'rules' })),
      'rules',
    );
  });

  test('one that fails shows its last lines and how to run it by hand', async () => {
    await assert.rejects(
      runTool(
        shell('i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo $i; done; echo broken >&2; exit 3'),
      ),
      (error) => {
        assert.ok(error instanceof LabError);
        assert.equal(error.message, 'cannot try it: sh failed');
        assert.deepEqual(error.evidence.slice(-3), ['100', '', 'broken']);
        assert.match(error.hint ?? '', /sh -c i=0; while/);
        return true;
      },
    );
  });

  test('one that is not there is named, with what to do', async () => {
    await assert.rejects(runTool(shell('', { command: 'no-such-tool' })), (error) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.message, '"no-such-tool" is not installed; it is needed to try it');
      assert.equal(error.hint, 'install it');
      return true;
    });
  });

  test('one that takes too long is ended with all that it started', async () => {
    let children: number[] = [];
    await assert.rejects(
      runTool(shell(`${sleep(300)} & echo $!; wait`, { limit: { withinMs: 300 } })),
      (error) => {
        assert.ok(error instanceof LabError);
        assert.match(error.message, /took longer than 0.3 s/);
        children = error.evidence.map(Number).filter((pid) => pid > 0);
        return true;
      },
    );
    assert.equal(children.length, 1);
    assert.deepEqual(children.filter(isGone), children);
  });

  test('one may take as long as it likes while it writes', async () => {
    const lines: string[] = [];
    const script = `for i in 1 2 3 4 5 6; do echo $i; ${sleep(0.3)}; done`;
    const limit = { silentMs: 1_000 };
    await runTool(shell(script, { limit, onLine: (line) => lines.push(line) }));
    assert.deepEqual(lines, ['1', '2', '3', '4', '5', '6']);
  });

  test('or while the folder that it fills grows', async () => {
    const filling = await mkdtemp(join(tmpdir(), 'filling-'));
    const script = `for i in 1 2 3 4 5 6; do echo $i >>"$FOLDER/file"; ${sleep(0.3)}; done`;
    const env = { ...process.env, FOLDER: filling };
    await runTool(shell(script, { env, limit: { silentMs: 1_000, filling } }));
    await rm(filling, { recursive: true });
  });

  test('and is ended when it does neither', async () => {
    const stalled = runTool(shell(`echo begun; ${sleep(300)}`, { limit: { silentMs: 300 } }));
    await assert.rejects(stalled, (error) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.message, 'cannot try it: sh made no progress for 0.3 s');
      assert.deepEqual(error.evidence, ['begun']);
      return true;
    });
  });

  test('one whose caller is interrupted ends as interrupted, even with a good exit code', async () => {
    const stop = new AbortController();
    const running = runTool(
      shell(`trap "exit 0" TERM; ${sleep(300)} & wait`, { signal: stop.signal }),
    );
    setTimeout(() => stop.abort(), 200);
    await assert.rejects(running, Interrupted);
    await assert.rejects(runTool(shell(':', { signal: AbortSignal.abort() })), Interrupted);
  });
});
