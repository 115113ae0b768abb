import { lookup } from 'node:dns/promises';
import type { Agent, IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';
import type Dockerode from 'dockerode';
import { EXIT, LabError, codeOf, reasonOf } from '../../base/errors.ts';
import { connectTo, parseHost } from './connect.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { noEngine, type Unanswered } from './no-engine.ts';
import { refusalHint } from './refusal.ts';

export interface Engine {
  readonly docker: Dockerode;
  readonly endpoint: Endpoint;
  /** "Docker 27.3 at unix:///var/run/docker.sock". */
  readonly description: string;
  /** The address of the engine's machine that published ports are bound to. */
  readonly address: string;
  /** The host at which they are reached from here. */
  readonly host: string;
}

export interface EngineChoice {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** An engine used before: it alone is asked. */
  readonly endpoint?: Endpoint | undefined;
  /** `--publish`: bind published ports there instead of on 127.0.0.1. */
  readonly publish?: string | undefined;
  /** Whether ports are to be published: then an engine on another machine needs `publish`. */
  readonly publishes?: boolean;
}

const ANSWER_WITHIN_MS = 5000;

/**
 * The first engine that answers.
 *
 * @throws LabError (not ready) when none answers, naming those that were asked; (usage) for an address that is not
 *   one, for a docker context that does not exist, and for an engine on another machine without `publish`
 */
export async function findEngine(choice: EngineChoice): Promise<Engine> {
  const places = choice.endpoint ? [choice.endpoint] : endpoints(choice.env);
  const unanswered: Unanswered[] = [];
  for (const endpoint of places) {
    const { address, host } = await publishedAt(endpoint, choice);
    try {
      const description = await describe(endpoint);
      return { docker: connectTo(endpoint), endpoint, address, host, description };
    } catch (error) {
      if (error instanceof LabError) throw error;
      unanswered.push({ endpoint, reason: engineReason(error) });
    }
  }
  throw noEngine(unanswered);
}

async function describe(endpoint: Endpoint): Promise<string> {
  const impatient = connectTo(endpoint, { timeout: ANSWER_WITHIN_MS });
  const startedAt = performance.now();
  const { headers } = await pong(impatient).catch((error: unknown) => {
    // The client ends the connection itself, which reads as if the engine had.
    const late = performance.now() - startedAt >= ANSWER_WITHIN_MS;
    throw late ? new Error(`no answer for ${ANSWER_WITHIN_MS / 1000} s`) : error;
  });
  // Anything that speaks HTTP may answer; only an engine names its API.
  if (headers['api-version'] === undefined)
    throw new Error('the server there is not a Docker engine');
  const [, product, version] = /^(\w+)\/([^\s+]+)/.exec(String(headers['server'])) ?? [];
  const named = product === 'Libpod' ? 'Podman' : 'Docker';
  return `${named}${version === undefined ? '' : ` ${version}`} at ${endpoint.host}`;
}

/** `GET /_ping`, whose headers name the engine; `GET /version` would have it run other programs to ask for theirs. */
async function pong({ modem }: Dockerode): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const ping = { path: '/_ping', method: 'GET', isStream: true, statusCodes: { 200: true } };
    modem.dial(ping, (error, answer) => {
      if (error) reject(error);
      else resolve((answer as IncomingMessage).resume());
    });
  });
}

const LOOPBACK = '127.0.0.1';
const EVERYWHERE = '0.0.0.0';

/** @throws LabError (usage) for an engine on another machine without `publish` */
async function publishedAt(
  endpoint: Endpoint,
  { publish, publishes = false }: EngineChoice,
): Promise<Pick<Engine, 'address' | 'host'>> {
  const { protocol, hostname } = parseHost(endpoint);
  const isHere = protocol === 'unix:' || ['localhost', LOOPBACK, '[::1]'].includes(hostname);
  const reached = isHere ? LOOPBACK : hostname;
  if (publish !== undefined) {
    const address = isIPv4(publish) ? publish : await addressOf(publish);
    return { address, host: publish === EVERYWHERE ? reached : publish };
  }
  if (isHere || !publishes) return { address: LOOPBACK, host: reached };
  await lookup(hostname.replaceAll(/[[\]]/g, '')).catch((error: unknown) => {
    throw noEngine([{ endpoint, reason: plainReason(error) }]);
  });
  throw new LabError(
    `the Docker engine is on another machine (${hostname}, from ${endpoint.from}), where 127.0.0.1 is not reachable from here`,
    {
      hint: `add --publish with that machine's address: --publish ${hostname}`,
      exitCode: EXIT.usage,
    },
  );
}

/** Ports are bound to numbers. @throws LabError for a name that does not resolve */
async function addressOf(name: string): Promise<string> {
  const found = await lookup(name, { family: 4 }).catch((cause: unknown) => {
    throw new LabError(`--publish ${name}: the host name does not resolve`, {
      hint: `add --publish with the address of the engine's machine`,
      exitCode: EXIT.usage,
      cause,
    });
  });
  return found.address;
}

const GONE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOENT: 'the socket does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ETIMEDOUT: 'connection timed out',
  ENOTFOUND: 'the host name does not resolve',
  EAI_AGAIN: 'the host name does not resolve: no name server answers',
};

function plainReason(error: unknown): string {
  return GONE[codeOf(error) ?? ''] ?? reasonOf(error);
}

/** What the engine itself says went wrong, without the client's wrapping. */
export function engineReason(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const { json } = error;
    if (typeof json === 'object' && json !== null && 'message' in json) return String(json.message);
  }
  return plainReason(error).replace(/^\(HTTP code \d+\) [^-]*- /, '');
}

/** The HTTP status the engine answered with, if it answered at all. */
export function engineStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Longer than a busy engine takes for anything but a build. */
const DONE_WITHIN_MS = 30_000;

/** Engines that once did not answer: cleaning up then waits no longer than for a first answer. */
const hanging = new WeakSet<Engine>();

/**
 * Runs one exchange with the engine; what goes wrong becomes a sentence that says what was being done.
 *
 * @param withinMs 0 where the call watches over its own time
 */
export async function exchange<T>(
  doing: string,
  engine: Engine,
  call: () => Promise<T>,
  withinMs = DONE_WITHIN_MS,
): Promise<T> {
  try {
    return await (withinMs === 0 ? call() : inTime(engine, call, withinMs));
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const status = engineStatus(cause);
    if (status === undefined && isOurBug(cause)) throw cause;
    if (status === undefined) {
      throw new LabError(
        `the Docker engine at ${engine.endpoint.host} went away while ${doing}: ${plainReason(cause)}`,
        { hint: 'when it answers again, remove what is left: jaeger-lab down', cause },
      );
    }
    const reason = engineReason(cause);
    throw new LabError(`the Docker engine refused while ${doing}: ${reason}`, {
      hint: refusalHint(reason),
      cause,
    });
  }
}

/** An engine that hangs takes what it is asked and never answers. */
async function inTime<T>(engine: Engine, call: () => Promise<T>, withinMs: number): Promise<T> {
  const ms = hanging.has(engine) ? Math.min(withinMs, ANSWER_WITHIN_MS) : withinMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      hanging.add(engine);
      reject(new Error(`no answer for ${ms / 1000} s`));
      // What still waits for an answer would keep the program from ending.
      (engine.docker.modem as { agent?: Agent }).agent?.destroy();
    }, ms);
  });
  try {
    return await Promise.race([call(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function isOurBug(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  );
}
