import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT, LabError } from '../../base/errors.ts';

/** One place where a Docker engine may answer, and where that address comes from. All of it can be kept in a file. */
export interface Endpoint {
  /** `unix:///path`, `tcp://host:port`, `http(s)://…` or `ssh://…`. */
  readonly host: string;
  /** For a person: "DOCKER_HOST", a docker context. */
  readonly from: string;
  /** The folder with ca.pem, cert.pem and key.pem; TLS is used where it is given. */
  readonly certificates?: string | undefined;
  /** The engine's certificate is not verified. */
  readonly skipVerify?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where to look for an engine, in order. `DOCKER_HOST` and a chosen docker context are what the user asked for:
 * when one is set, it alone is asked; the well-known sockets follow only without them.
 *
 * @throws LabError (usage) for a docker context that does not exist
 */
export function endpoints(env: Environment): readonly Endpoint[] {
  const host = env['DOCKER_HOST'];
  if (host) {
    if (!env['DOCKER_TLS_VERIFY']) return [{ host, from: 'DOCKER_HOST' }];
    const certificates = env['DOCKER_CERT_PATH'] ?? configFolder(env);
    return [{ host, from: 'DOCKER_HOST', certificates }];
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

const configFolder = (env: Environment): string =>
  env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker');

/** The docker context in force, unless it is the default one, which has no endpoint of its own. */
function currentContext(env: Environment): Endpoint | undefined {
  const folder = configFolder(env);
  const chosen = env['DOCKER_CONTEXT'];
  const name = chosen ?? textAt(readJson(join(folder, 'config.json')), 'currentContext');
  if (!name || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'contexts/meta', id, 'meta.json'));
  const host = textAt(meta, 'Endpoints', 'docker', 'Host');
  if (host === undefined) {
    const chosenBy = chosen ? 'DOCKER_CONTEXT' : join(folder, 'config.json');
    throw new LabError(`docker context "${name}" does not exist; ${chosenBy} selects it`, {
      hint: 'docker context ls, then docker context use NAME',
      exitCode: EXIT.usage,
    });
  }
  const certificates = join(folder, 'contexts/tls', id, 'docker');
  const skipVerify = valueAt(meta, 'Endpoints', 'docker', 'SkipTLSVerify') === true;
  return {
    host,
    from: `docker context "${name}"`,
    ...((skipVerify || existsSync(certificates)) && { certificates }),
    ...(skipVerify && { skipVerify }),
  };
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

function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}
