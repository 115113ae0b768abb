import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { Interrupted, LabError } from '../../src/base/errors.ts';
import { askCql } from '../../src/storage/cql.ts';

// A real Cassandra answers in `npm run prove -- storages cassandra`.
async function askedOf(
  answer: (socket: Socket) => void,
  { withinMs = 5000, signal = new AbortController().signal } = {},
): Promise<unknown> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    answer(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await askCql(`127.0.0.1:${port}`, 'SELECT 1', { withinMs, signal });
  } catch (error) {
    return error;
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const CASES: [title: string, answer: (socket: Socket) => void, sentence: RegExp][] = [
  ['closes the connection', (socket) => socket.end(), /closed the connection$/],
  ['is a web server', (socket) => socket.write('HTTP/1.1 400 Bad'), /does not speak CQL$/],
  ['sends a negative length', (socket) => socket.write(Buffer.alloc(9, 0xff)), /not speak CQL$/],
  [
    'wants a password',
    (socket) => socket.write(Buffer.from('840000000300000000', 'hex')),
    /requires authentication$/,
  ],
  [
    'refuses',
    (socket) => socket.write(Buffer.from('8400000000000000080000000000026e6f', 'hex')),
    /refused: no$/,
  ],
];

describe('what is not a Cassandra that answers is named', () => {
  for (const [title, answer, sentence] of CASES)
    test(title, async () => {
      const error = await askedOf(answer);
      assert.ok(error instanceof LabError, String(error));
      assert.match(error.message, /^Cassandra at 127\.0\.0\.1:\d+ /);
      assert.match(error.message, sentence);
      assert.match(error.hint ?? '', /jaeger-lab repair$/);
    });

  test('one that never answers is given up', async () => {
    const error = await askedOf(() => undefined, { withinMs: 50 });
    assert.match((error as Error).message, /no answer in time$/);
  });

  test('Ctrl-C ends it', async () => {
    const stop = new AbortController();
    const error = await askedOf(() => stop.abort(), { signal: stop.signal });
    assert.ok(error instanceof Interrupted, String(error));
  });

  test('an address that cannot be read', async () => {
    const asked = askCql('[', 'SELECT 1', { withinMs: 50, signal: new AbortController().signal });
    await assert.rejects(asked, /has an address that cannot be read/);
  });
});
