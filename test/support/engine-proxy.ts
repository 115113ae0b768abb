import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { docker } from './docker-lab.ts';

/** Another address of the real engine. Disposing it closes that address and its connections. */
export interface EngineProxy extends AsyncDisposable {
  readonly port: number;
}

const { socketPath } = docker.modem as unknown as { socketPath: string };

/** @param at a path or an address of this machine */
export const relayAt = (at: string): Promise<EngineProxy> => proxy(createServer(), at);

/** Certificates for 127.0.0.1 in a folder laid out as Docker does it; a client's and the server's are the same. */
export async function certificateFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'certificates-'));
  const [key, cert] = [join(path, 'key.pem'), join(path, 'cert.pem')];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-days', '1', '-subj', '/CN=engine', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', key, '-out', cert],
  ]);
  await writeFile(join(path, 'ca.pem'), await readFile(cert));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** An engine behind TLS, which wants a certificate of its clients too. */
export async function tlsEngine(certificates: string): Promise<EngineProxy> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(certificates, name))),
  );
  const server = createTlsServer({ ca, cert, key, requestCert: true, rejectUnauthorized: true });
  return proxy(server, '127.0.0.1');
}

/** An address of this machine that is not loopback; undefined where it has none. */
export const outsideAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;

async function proxy(server: Server, at: string): Promise<EngineProxy> {
  const sockets = new Set<Socket>();
  // A TLS server hands out connections when they are encrypted.
  const event = 'setSecureContext' in server ? 'secureConnection' : 'connection';
  server.on(event, (client: Socket) => {
    const engine = connect(socketPath);
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    }
    client.pipe(engine).pipe(client);
  });
  server.listen(at.startsWith('/') ? { path: at } : { host: at, port: 0 });
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
