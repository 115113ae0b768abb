import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecAnswer } from '../../src/cli/commands/exec/answer.ts';
import { assertCode, program } from '../support/program.ts';

const PROJECT = resolve('test/fixtures/express-project');
const RULES = join(PROJECT, 'rules.yaml');
const NPM_TEST = ['--', 'npm', '--prefix', PROJECT, 'test'];

/** A program without an SDK: one span in OTLP's JSON, as an exporter over HTTP sends it. */
const ONE_SPAN = `
const span = { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), name: 'job', kind: 1,
  startTimeUnixNano: Date.now() + '000000', endTimeUnixNano: Date.now() + 5 + '000000' };
fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/traces', { method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }) });
console.log('from the command');`;

describe('exec runs the tests of a project and looks at their traces', () => {
  test('the rules are met, an N+1 is found, the traces are kept', async () => {
    await using here = await program({ OTEL_SERVICE_NAME: 'cart' });
    const rules = join(PROJECT, 'rules.yaml');
    const kept = ['--out', 'tests.otlp.jsonl.gz', '--expect', rules, '--json'];
    const ended = await here.run('exec', '--instrument', ...kept, ...NPM_TEST);
    assertCode(ended, 0);
    const answer = JSON.parse(ended.stdout) as ExecAnswer;
    // The request of the test, eight to the catalogue; each has a client and a server span.
    assert.deepEqual([answer.traces, answer.spans, answer.incomplete], [1, 18, 0]);
    assert.deepEqual(answer.services, ['cart']);
    assert.deepEqual(
      answer.repeated.map(({ verdict, mostCalls, detail }) => [verdict, mostCalls, detail]),
      [['n-plus-one', 8, '/item/{}']],
    );
    assert.ok(answer.expectations.every(({ result }) => result === 'holds'));
    assert.ok(answer.waitedMs < 1000, `waited ${answer.waitedMs} ms`);
    assert.match(ended.stderr, /the cart adds up/, 'the output of the command');
    const slowest = await here.run('slowest', '--file', 'tests.otlp.jsonl.gz');
    assertCode(slowest, 0);
    assert.match(slowest.stdout, /^repeated\tn-plus-one\tcart\t/m);
  });

  test('a rule that fails makes the exit code 1, and names it', async () => {
    await using here = await program({ OTEL_SERVICE_NAME: 'cart' });
    const rules = join(PROJECT, 'strict-rules.yaml');
    const ended = await here.run('exec', '--instrument', '--expect', rules, ...NPM_TEST);
    assertCode(ended, 1);
    assert.match(ended.stdout, /the cart adds up/);
    assert.match(ended.stderr, /✖ contains payment: 0 of 1 trace/);
  });

  test('a test that fails has its own exit code', async () => {
    await using here = await program({ OTEL_SERVICE_NAME: 'cart', EXPECTED_TOTAL: '1' });
    const ended = await here.run('exec', '--instrument', '--json', ...NPM_TEST);
    assertCode(ended, 1);
    assert.equal((JSON.parse(ended.stdout) as ExecAnswer).exitCode, 1);
    assert.doesNotMatch(ended.stderr, /"schema":"jaeger-lab\/error@1"/, 'not an error of the lab');
  });
});

describe('exec', () => {
  test('gives a program the address of a receiver; its output stays where it was', async () => {
    await using here = await program();
    const ended = await here.run('exec', '--', process.execPath, '-e', ONE_SPAN);
    assertCode(ended, 0);
    assert.equal(ended.stdout, 'from the command\n');
    assert.match(ended.stderr, /1 trace of 1 span from unknown_service/);
  });

  test('has the exit code of the command', async () => {
    await using here = await program();
    assertCode(await here.run('exec', '--', 'sh', '-c', 'exit 42'), 42);
    assertCode(await here.run('exec', '--', 'sh', '-c', 'kill -TERM $$'), 128 + 15);
    const missing = await here.run('exec', '--', 'no-such-command');
    assertCode(missing, 127);
    assert.match(missing.stderr, /cannot start no-such-command: command not found/);
    // Not even the user root may start a file that nothing is allowed to execute.
    const forbidden = await here.run('exec', '--', RULES);
    assertCode(forbidden, 126);
    assert.match(forbidden.stderr, /cannot start .*rules\.yaml: permission denied/);
  });

  for (const [what, script, reason] of [
    ['no traces', '', 'no traces'],
    [
      'an incomplete trace',
      ONE_SPAN.replace('kind: 1', "kind: 1, parentSpanId: '2'.padStart(16, '0')"),
      '0 of 1 trace',
    ],
  ] as const)
    test(`rules are not met by ${what}`, async () => {
      await using here = await program();
      const rules = ['--expect', RULES, '--json'];
      const ended = await here.run('exec', ...rules, '--', process.execPath, '-e', script);
      assertCode(ended, 1);
      const { expectations } = JSON.parse(ended.stdout) as ExecAnswer;
      const { result, reason: found } = expectations[0] ?? assert.fail();
      assert.deepEqual([result, found], ['fails', reason]);
    });

  test('names the reason where no spans came', async () => {
    await using here = await program();
    const ended = await here.run('exec', '--', 'sh', '-c', ':');
    assertCode(ended, 0);
    assert.match(ended.stderr, /No spans came from sh .*--instrument makes Node/s);
    const typed = ['exec', '--instrument', '--', process.execPath, '-e', ''];
    const instrumented = await here.run(...typed);
    assert.match(instrumented.stderr, /Only requests make spans/);
  });

  test('Ctrl-C ends the command and what it started', async () => {
    await using here = await program();
    // A shell that does not pass the signal on, with a child.
    const script = `${process.execPath} -e 'console.log(process.pid); setInterval(() => 0, 1000)' & wait`;
    const { child, ended } = here.start('exec', '--', 'sh', '-c', script);
    assert.ok(child.stdout);
    const [text] = (await once(child.stdout, 'data')) as [string];
    const pid = Number(text);
    child.kill('SIGINT');
    assertCode(await ended, 130);
    await assertEnded(pid);
  });

  test('a second Ctrl-C ends a command that ignores the first', async () => {
    await using here = await program();
    const script = `process.on('SIGINT', () => 0); console.log(process.pid); setInterval(() => 0, 1000)`;
    const { child, ended } = here.start('exec', '--', process.execPath, '-e', script);
    assert.ok(child.stdout);
    const [text] = (await once(child.stdout, 'data')) as [string];
    child.kill('SIGINT');
    await sleep(200);
    child.kill('SIGINT');
    assertCode(await ended, 130);
    await assertEnded(Number(text));
  });
});

async function assertEnded(pid: number): Promise<void> {
  for (let wait = 0; isRunning(pid); wait += 1) {
    assert.ok(wait < 200, `process ${pid} is still running`);
    await sleep(50);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
