import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type RequestListener, type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, findEngine } from '../../../src/runtime/docker/engine.ts';

/** An engine that hangs, as no real one can be made to: it is there, and answers only what `answer` answers. */
export async function withHangingEngine(
  work: (engine: Engine, server: Server) => Promise<void>,
  answer: RequestListener = () => undefined,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hanging-'));
  const socket = join(folder, 'docker.sock');
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.setHeader('api-version', '1.41').end('OK');
    else answer(request, response);
  });
  server.listen(socket);
  await once(server, 'listening');
  try {
    await work(await findEngine({ env: { DOCKER_HOST: `unix://${socket}` } }), server);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
}
