import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, type Server, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { LabError } from '../../../src/base/errors.ts';
import { findEngine } from '../../../src/runtime/docker/engine.ts';
import { noEngine } from '../../../src/runtime/docker/no-engine.ts';

const TLS = 'test/fixtures/tls';
const pem = (name: string): Promise<string> => readFile(join(TLS, `${name}.pem`), 'utf8');

/** What is read of an engine at a server that is not an engine, or needs other settings. */
async function refusalAt(
  server: Server,
  env: Readonly<Record<string, string>> = {},
): Promise<LabError> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await findEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}`, ...env } });
  } catch (error) {
    assert.ok(error instanceof LabError, String(error));
    return error;
  } finally {
    server.close();
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
  }
  throw new Error('an engine was found');
}

describe('an engine that cannot be used: the reason, and the way out of this one', () => {
  test('TLS is expected', async () => {
    // Docker is written in Go, whose servers answer like this.
    const answer =
      'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';
    const { hint } = await refusalAt(createTcpServer((socket) => socket.end(answer)));
    assert.match(hint ?? '', /^set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH/);
  });

  test('a certificate of the client is expected', async () => {
    const [cert, key, ca] = await Promise.all([pem('server'), pem('server-key'), pem('ca')]);
    const folder = await mkdtemp(join(tmpdir(), 'no-certificates-'));
    await cp(join(TLS, 'ca.pem'), join(folder, 'ca.pem'));
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    const server = createTlsServer({ cert, key, ca, requestCert: true });
    const { hint } = await refusalAt(server, env);
    assert.match(hint ?? '', /DOCKER_CERT_PATH/);
    await rm(folder, { recursive: true });
  });

  test('a certificate of another authority', async () => {
    const [cert, key] = await Promise.all([pem('server'), pem('server-key')]);
    const folder = await mkdtemp(join(tmpdir(), 'no-certificates-'));
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    const { hint } = await refusalAt(createTlsServer({ cert, key }), env);
    assert.match(hint ?? '', /^copy the engine's own ca\.pem/);
    await rm(folder, { recursive: true });
  });

  test('TLS is not expected', async () => {
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: TLS };
    const { hint } = await refusalAt(
      createServer((_, response) => response.end()),
      env,
    );
    assert.match(hint ?? '', /unset DOCKER_TLS_VERIFY$/);
  });

  test('a web server', async () => {
    const { message, hint } = await refusalAt(createServer((_, response) => response.end('hi')));
    assert.match(message, /the server there is not a Docker engine$/);
    assert.match(hint ?? '', /^set DOCKER_HOST to where Docker listens/);
  });

  test('a server that accepts connections and never answers', async () => {
    const open = createTcpServer((socket) => socket.on('error', () => socket.destroy()).unref());
    const { message, hint } = await refusalAt(open);
    assert.match(message, /no answer for 5 s$/);
    assert.match(hint ?? '', /^docker info shows whether it answers/);
  });

  test('a host name that does not resolve, before --publish is asked for', async () => {
    const env = { DOCKER_HOST: 'tcp://no-such-host.invalid:2375' };
    await assert.rejects(findEngine({ env, publishes: true }), (error: LabError) => {
      assert.match(error.message, /the host name does not resolve/);
      assert.match(error.hint ?? '', /^set DOCKER_HOST to where Docker listens/);
      return true;
    });
  });

  test('certificates that cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'unreadable-'));
    await mkdir(join(folder, 'ca.pem'));
    const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    const { message, hint } = await refusalAt(createTcpServer(), env);
    assert.match(message, /cannot read .*ca\.pem \(from DOCKER_HOST\): it is a directory$/);
    assert.match(hint ?? '', /^see why: ls -l .*ca\.pem$/);
    await rm(folder, { recursive: true });
  });

  const of = (...reasons: readonly string[]): string =>
    noEngine(reasons.map((reason) => ({ endpoint: { host: 'unix:///a.sock', from: 'a' }, reason })))
      .hint ?? '';

  test('only one that is not there is to be started', () => {
    assert.match(of('connection refused'), /^start Docker/);
    assert.match(of(), /^start Docker/);
    assert.match(of('connection refused', 'permission denied'), /^sudo usermod -aG docker/);
    for (const reason of ['connection reset', 'no route to host', 'something new'])
      assert.doesNotMatch(of(reason), /start Docker/, reason);
  });
});
