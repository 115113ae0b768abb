import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { realClock } from '../../src/base/clock.ts';
import { waitUntil } from '../../src/base/wait-until.ts';
import { ask } from '../../src/runtime/probe.ts';
import { QUESTIONS, conversation } from '../redis/questions.ts';
import { closedPort } from '../services/listener.ts';
import { realProgram } from '../support/real-programs.ts';

const { path, skip } = realProgram('JAEGER_LAB_TEST_REDIS');

// What the embedded store is tested with, asked of the server that it stands in for.
describe('a real Redis answers what the embedded store is tested to answer', { skip }, () => {
  let port = 0;
  let stop: () => Promise<unknown>;
  before(async () => {
    port = await closedPort();
    const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', ''];
    const server = spawn(path, args, { stdio: 'ignore' });
    stop = () => {
      server.kill();
      return once(server, 'close');
    };
    const isReady = async (): Promise<true | undefined> =>
      (await ask({ kind: 'redis', port: 'redis' }, '127.0.0.1', port)) === undefined || undefined;
    await waitUntil('Redis', isReady, { timeoutMs: 10_000, everyMs: 20 }, realClock);
  });
  after(() => stop());

  for (const { title, sent, answered } of QUESTIONS)
    test(title, async () => {
      assert.equal(await conversation(port, 'FLUSHALL\r\nQUIT\r\n'), '+OK\r\n+OK\r\n');
      assert.equal(await conversation(port, sent), answered);
    });
});
