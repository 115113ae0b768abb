import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { ask } from '../../src/runtime/probe.ts';
import { startStore } from '../../src/redis/start.ts';
import { QUESTIONS, conversation } from './questions.ts';

const LOCAL = { host: '127.0.0.1', port: 0 };

describe('the embedded store', { timeout: 30_000 }, () => {
  for (const { title, sent, answered } of QUESTIONS)
    test(title, async () => {
      const store = await startStore(LOCAL);
      try {
        assert.equal(await conversation(store.port, sent), answered);
      } finally {
        await store.close();
      }
    });

  test('answers the probe of Redis', async () => {
    const store = await startStore(LOCAL);
    const probe = { kind: 'redis', port: 'redis' } as const;
    assert.equal(await ask(probe, '127.0.0.1', store.port), undefined);
    await store.close();
    assert.match((await ask(probe, '127.0.0.1', store.port)) ?? '', /Redis on port \d+: /);
  });

  test('executes nothing that follows the header of an HTTP request', async () => {
    const store = await startStore(LOCAL);
    try {
      await conversation(store.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\nSET k v\r\n');
      assert.equal(await conversation(store.port, 'EXISTS k\r\nQUIT\r\n'), ':0\r\n+OK\r\n');
    } finally {
      await store.close();
    }
  });

  test('takes no more than it has room for, and goes on', async () => {
    const store = await startStore({ ...LOCAL, mostBytes: 1000 });
    try {
      const sent = `SET a ${'x'.repeat(500)}\r\nSET b ${'x'.repeat(500)}\r\nEXISTS a b\r\nDEL a\r\nSET b y\r\nQUIT\r\n`;
      assert.equal(
        await conversation(store.port, sent),
        "+OK\r\n-OOM command not allowed when used memory > 'maxmemory'.\r\n:1\r\n:1\r\n+OK\r\n+OK\r\n",
      );
    } finally {
      await store.close();
    }
  });

  test('waits for who does not read its answers', async () => {
    const store = await startStore(LOCAL);
    try {
      const socket = connect({ host: '127.0.0.1', port: store.port }).pause();
      socket.on('error', () => undefined);
      socket.write(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n${'x'.repeat(1_000_000)}\r\n`);
      const asked = 100;
      for (let i = 0; i < asked; i += 1) socket.write('GET k\r\n');
      socket.end('QUIT\r\n');
      let answered = 0;
      socket.on('data', (bytes: Buffer) => (answered += bytes.length)).resume();
      await once(socket, 'end');
      assert.equal(
        answered,
        '+OK\r\n'.length * 2 + asked * '$1000000\r\n\r\n'.length + asked * 1e6,
      );
    } finally {
      await store.close();
    }
  });

  test('does not start where a process listens', async () => {
    const store = await startStore(LOCAL);
    await assert.rejects(startStore({ ...LOCAL, port: store.port }), /EADDRINUSE/);
    await store.close();
  });
});
