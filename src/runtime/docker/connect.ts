import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Dockerode, { type DockerOptions } from 'dockerode';
import { EXIT, LabError, codeOf, reasonOf } from '../../base/errors.ts';
import type { Endpoint } from './endpoints.ts';

/** Keeps the connections to an engine's socket. */
class SocketAgent extends Agent {
  constructor() {
    // Without a server's name, which a socket does not have, an agent looks for one with the pattern of IPv6 addresses,
    // and compiling that takes 4 ms (measured).
    const options = { keepAlive: true, servername: '' };
    super(options);
  }

  /**
   * dockerode's modem formats everything that belongs to a request, for its debugging, whether that is on or not.
   * With every connection that it holds, an agent took a third of the processor time of an `up` (measured).
   */
  [inspect.custom](): string {
    return 'SocketAgent';
  }
}

/** @throws LabError (usage) for an address that no engine can have; (not ready) for unreadable certificates */
export function connectTo(endpoint: Endpoint, options: { timeout?: number } = {}): Dockerode {
  const url = parseHost(endpoint);
  if (url.protocol === 'unix:') {
    const socketPath = endpoint.host.slice('unix://'.length);
    const at = { socketPath, agent: new SocketAgent(), ...options };
    return new Dockerode(at);
  }
  const tls = tlsOf(endpoint);
  const protocol = tls ? 'https' : (url.protocol.slice(0, -1).replace('tcp', 'http') as 'http');
  return new Dockerode({
    protocol,
    ...hostOf(url),
    port: url.port || (tls ? 2376 : 2375),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...tls,
    ...options,
  });
}

/**
 * dockerode's modem parses the host of an engine behind ssh as if it were a URL: without a scheme, Node.js warns of an
 * invalid one (DEP0170). ssh2 takes the name from `hostname` first.
 */
function hostOf({ protocol, hostname }: URL): DockerOptions {
  if (protocol !== 'ssh:') return { host: hostname };
  const agent = process.env['SSH_AUTH_SOCK'];
  const sshOptions = { hostname, ...(agent !== undefined && { agent }) };
  return { host: `ssh://${hostname}`, sshOptions };
}

const PROTOCOLS = new Set(['unix:', 'tcp:', 'http:', 'https:', 'ssh:']);

/** @throws LabError (usage) */
export function parseHost({ host, from }: Pick<Endpoint, 'host' | 'from'>): URL {
  const refuse = (
    why: string,
    hint = 'use an address such as unix:///var/run/docker.sock or tcp://127.0.0.1:2375',
  ): LabError =>
    new LabError(`${from} is "${host}", ${why}`, {
      hint,
      exitCode: EXIT.usage,
    });
  const url = URL.canParse(host) ? new URL(host) : undefined;
  if (!url) throw refuse('which is not an address');
  if (url.protocol === 'npipe:')
    throw refuse(
      'a named pipe of Windows, which is not supported',
      'in WSL 2, set DOCKER_HOST=unix:///var/run/docker.sock',
    );
  if (!PROTOCOLS.has(url.protocol)) throw refuse(`whose protocol is not supported`);
  const isMissing = url.protocol === 'unix:' ? url.pathname.length < 2 : url.hostname === '';
  if (isMissing) throw refuse(`which has no ${url.protocol === 'unix:' ? 'path' : 'host'}`);
  return url;
}

interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

function tlsOf({ certificates, skipVerify, from }: Endpoint): Tls | undefined {
  if (certificates === undefined) return undefined;
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(certificates, name), 'utf8');
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw new LabError(
        `cannot read ${join(certificates, name)} (from ${from}): ${reasonOf(cause)}`,
        { hint: `see why: ls -l ${join(certificates, name)}`, cause },
      );
    }
  };
  const [ca, cert, key] = [read('ca.pem'), read('cert.pem'), read('key.pem')];
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(skipVerify && { rejectUnauthorized: false }),
  };
}
