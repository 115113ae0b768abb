import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  request as requestTo,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarOf } from '../../src/runtime/docker/tar.ts';
import { docker } from './docker-lab.ts';

/** A real image registry on this machine's loopback address, and what stands before it. */

const program = process.env['JAEGER_LAB_TEST_REGISTRY'];
export const skip =
  program === undefined && 'a registry comes with JAEGER_LAB_TEST_ENGINE=install only';

export interface Registry extends AsyncDisposable {
  /** As an image's name begins: "127.0.0.1:40000". */
  readonly address: string;
}

/** @param options `login`: it requires authentication */
export async function startRegistry(options: { login?: true } = {}): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'));
  const users = join(folder, 'users');
  await writeFile(users, 'nobody:*\n');
  const config = {
    version: 0.1,
    log: { level: 'info' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
    ...(options.login && { auth: { htpasswd: { realm: 'lab', path: users } } }),
  };
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config));
  const child = spawn(program ?? '', ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return {
    address: await listeningAddress(child),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

async function listeningAddress(child: ChildProcess): Promise<string> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`the registry ended: ${log}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}

/** What a proxy does with a request instead of handing it on. @returns whether it did anything */
export type Meddle = (
  request: IncomingMessage,
  response: ServerResponse,
  from: IncomingMessage,
) => boolean;

/** A registry as it is reached through a proxy that meddles with its answers. */
export async function proxyTo(registry: Registry, meddle: Meddle): Promise<Registry> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const to = requestTo(`http://${registry.address}${url}`, { method, headers }, (from) => {
      if (meddle(request, response, from)) return;
      response.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(response);
    });
    to.on('error', () => response.destroy());
    request.pipe(to);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function ended(progress: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** Puts an image of that many bytes into a registry, and leaves nothing of it on the engine. @returns its id */
export async function publish(repo: string, bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  const from = join(folder, 'noise');
  // Nothing that compresses, and nothing that the engine has seen before.
  await writeFile(from, randomBytes(bytes));
  const root = tarOf([{ kind: 'file', path: 'noise', mode: 0o644, from }]);
  await ended(await docker.importImage(root, { repo, tag: '1' }));
  const { Id } = await docker.getImage(`${repo}:1`).inspect();
  await pushAway(`${repo}:1`);
  await rm(folder, { recursive: true });
  return Id;
}

/** Puts an image that the engine has into a registry under another name. */
export async function publishAs(name: string, image: string): Promise<void> {
  const colon = name.lastIndexOf(':');
  await docker.getImage(image).tag({ repo: name.slice(0, colon), tag: name.slice(colon + 1) });
  await pushAway(name);
}

async function pushAway(name: string): Promise<void> {
  const image = docker.getImage(name);
  await ended(await image.push({ authconfig: {} }));
  await image.remove();
}
