import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One place where a Docker engine may answer, and how it came to be asked. */
export interface Endpoint {
  /** `unix:///path`, `tcp://host:port`, `http(s)://…` or `ssh://…`. */
  readonly host: string;
  readonly from: string;
  /** TLS material of a docker context, as PEM text. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where to look for an engine, in order. `DOCKER_HOST` and a chosen docker context are what the user asked for:
 * when one is set, it alone is asked; the well-known sockets follow only without them.
 */
export function endpoints(env: Environment): readonly Endpoint[] {
  const host = env['DOCKER_HOST'];
  if (host) {
    const certificates = env['DOCKER_TLS_VERIFY'] ? env['DOCKER_CERT_PATH'] : undefined;
    return [{ host, from: 'DOCKER_HOST', ...tlsIn(certificates) }];
  }
  const context = currentContext(env);
  if (context) return [context];
  const home = env['HOME'] ?? homedir();
  const runtimeDir = env['XDG_RUNTIME_DIR'];
  const sockets: [path: string, from: string][] = [
    ['/var/run/docker.sock', 'the default socket'],
    [join(home, '.docker/run/docker.sock'), 'Docker Desktop'],
    [join(home, '.colima/default/docker.sock'), 'Colima'],
    [join(home, '.colima/docker.sock'), 'Colima'],
    [join(home, '.rd/docker.sock'), 'Rancher Desktop'],
    ['/run/podman/podman.sock', 'Podman'],
    ...(runtimeDir
      ? ([
          [join(runtimeDir, 'podman/podman.sock'), 'rootless Podman'],
          [join(runtimeDir, 'docker.sock'), 'rootless Docker'],
        ] as [string, string][])
      : []),
  ];
  return sockets
    .filter(([path]) => existsSync(path))
    .map(([path, from]) => ({ host: `unix://${path}`, from }));
}

/** The docker context in force, unless it is the default one, which has no endpoint of its own. */
function currentContext(env: Environment): Endpoint | undefined {
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker');
  const name =
    env['DOCKER_CONTEXT'] ?? textAt(readJson(join(folder, 'config.json')), 'currentContext');
  if (!name || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'contexts/meta', id, 'meta.json'));
  const host = textAt(meta, 'Endpoints', 'docker', 'Host');
  if (host === undefined) return undefined;
  return {
    host,
    from: `docker context "${name}"`,
    ...tlsIn(join(folder, 'contexts/tls', id, 'docker')),
  };
}

/** The certificates in a folder laid out as Docker does it; nothing when there are none. */
function tlsIn(folder: string | undefined): Pick<Endpoint, 'tls'> {
  if (folder === undefined) return {};
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((file) =>
    readText(join(folder, file)),
  );
  return ca || cert
    ? { tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) } }
    : {};
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Not there, or not ours to read: then it names no engine.
    return undefined;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readText(file) ?? 'null') as unknown;
  } catch {
    // A broken docker configuration is docker's to report; the well-known sockets are asked instead.
    return undefined;
  }
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' ? at : undefined;
}
