import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { delay } from '../../services/relay/delayed.ts';

interface Far extends AsyncDisposable {
  /** A connection to the far end through the relay. */
  connect(): Promise<Socket>;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Whatever `converse` does with a connection, with a relay before it. */
async function far(converse: (socket: Socket) => void, ms = 5): Promise<Far> {
  const sockets: Socket[] = [];
  const target = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    converse(socket);
  });
  const port = await listening(target);
  const relay = createServer({ allowHalfOpen: true }, (near) => {
    const there = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    sockets.push(near, there);
    delay(near, there, ms);
    delay(there, near, ms);
  });
  const relayPort = await listening(relay);
  return {
    async connect() {
      const socket = connect({ host: '127.0.0.1', port: relayPort, allowHalfOpen: true });
      sockets.push(socket);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([relay, target].map((server) => once(server.close(), 'close')));
    },
  };
}

/** All that comes, until the other side has ended; the socket can still be written to. */
async function text(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('latin1').on('data', (bytes: string) => (said += bytes));
  await once(socket, 'end');
  return said;
}

const TIMEOUT = { timeout: 20_000 };

describe('the relay', TIMEOUT, () => {
  test('hands on a megabyte in its order, there and back', async () => {
    await using end = await far((socket) => void socket.pipe(socket));
    const socket = await end.connect();
    const sent = Array.from({ length: 150_000 }, (_, i) => `${i},`).join('');
    for (let at = 0; at < sent.length; at += 1000) socket.write(sent.slice(at, at + 1000));
    socket.end();
    assert.equal(await text(socket), sent);
  });

  test('takes no less than a round trip', async () => {
    await using end = await far((socket) => void socket.pipe(socket), 40);
    const socket = await end.connect();
    const sentAt = performance.now();
    socket.write('x');
    await once(socket, 'data');
    assert.ok(performance.now() - sentAt >= 80);
  });

  test('lets the far end know that nothing more comes, and goes on bringing its answer', async () => {
    await using end = await far((socket) => {
      void text(socket).then((said) => socket.end(`${said} and goodbye`));
    });
    const socket = await end.connect();
    socket.end('hello');
    assert.equal(await text(socket), 'hello and goodbye');
  });

  test('brings all that the far end said before it hung up', async () => {
    await using end = await far((socket) => void socket.end('x'.repeat(300_000)));
    const socket = await end.connect();
    assert.equal((await text(socket)).length, 300_000);
  });

  test('tears down one side when the other is torn down', async () => {
    await using end = await far((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const socket = await end.connect();
    socket.write('x');
    await assert.rejects(once(socket.resume(), 'close'), /ECONNRESET/);
  });

  test('holds back who sends more than the other end takes', async () => {
    let stuck: Socket | undefined;
    await using end = await far((socket) => (stuck = socket.pause()));
    const socket = await end.connect();
    const chunk = Buffer.alloc(64 * 1024);
    let written = 0;
    // More than the relay and the system's own buffers hold by far, unless a part of the way keeps everything.
    while (written < 64 << 20 && socket.write(chunk)) written += chunk.length;
    for (; written < 64 << 20; written += chunk.length) {
      socket.write(chunk);
      if (socket.writableLength > 32 << 20) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.ok(
      socket.writableLength > 16 << 20,
      `${socket.writableLength} bytes wait at the sender`,
    );
    let arrived = 0;
    stuck?.on('data', (bytes: Buffer) => (arrived += bytes.length)).resume();
    socket.end();
    if (stuck) await once(stuck, 'end');
    assert.equal(arrived, socket.bytesWritten);
  });
});
