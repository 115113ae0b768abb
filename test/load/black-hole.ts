import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Listens, accepts no connection, and so stays without an answer once its short queue of connections is full. */
const DEAF = `
  const server = require('node:net').createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  });
`;

export interface BlackHole extends AsyncDisposable {
  readonly url: string;
}

/** A port where connecting neither succeeds nor fails. @returns undefined where the system has no such port */
export async function startBlackHole(): Promise<BlackHole | undefined> {
  const child = spawn(process.execPath, ['-e', DEAF], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(text.toString());
  const queue: Socket[] = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
  for (const socket of queue) socket.on('error', () => undefined);
  await sleep(100);
  const hole: BlackHole = {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of queue) socket.destroy();
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
  const waiting = queue.filter(({ connecting }) => connecting);
  await Promise.all(waiting.map((socket) => once(socket.destroy(), 'close')));
  if (waiting.length > 0) return hole;
  await hole[Symbol.asyncDispose]();
  return undefined;
}
