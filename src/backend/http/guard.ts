import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export interface Allowed {
  /** Names, without a port, that the server is reached by besides localhost and its address. */
  readonly allowedHosts?: readonly string[];
  /** Origins of web pages that may send and ask, such as `http://localhost:3000`; `*` allows every page. */
  readonly allowedOrigins?: readonly string[];
}

/**
 * Keeps foreign web pages out: a page can make a browser send requests to this machine (cross-site request forgery),
 * and with a host name that it points here could read the answers too (DNS rebinding).
 *
 * @returns checks a request: gives its origin when that was allowed by name, and throws Refusal (403, 400)
 */
export function hostGuard({
  allowedHosts = [],
  allowedOrigins = [],
}: Allowed): (request: IncomingMessage) => string | undefined {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...allowedHosts.map(lower)]);
  const origins = new Set(allowedOrigins.map(lower));
  return (request) => {
    const { host = '', origin } = request.headers;
    // Node keeps the first of several, and a proxy before it may have looked at another one.
    if (request.rawHeaders.filter((text, at) => at % 2 === 0 && lower(text) === 'host').length > 1)
      throw new Refusal(400, 'Refused: the request has more than one Host.', { reason: 'host' });
    const name = nameIn(host);
    if (name === undefined || !(names.has(name) || isHere(name, request)))
      throw refused(
        'host',
        `the Host ${JSON.stringify(host.slice(0, 100))} is not allowed; allowed are localhost, 127.0.0.1, [::1], the address that the server listens on and the names that it was started with (--allow-host).`,
      );
    if (origin === undefined || isOwn(origin, host)) return undefined;
    if (origins.has(lower(origin)) || origins.has('*')) return origin;
    throw refused(
      'origin',
      `the request comes from a page of another site (Origin ${JSON.stringify(origin.slice(0, 100))}), which is not allowed (--allow-origin).`,
    );
  };
}

const refused = (reason: 'host' | 'origin', why: string): Refusal =>
  new Refusal(403, `Refused: ${why}`, { reason });

const lower = (name: string): string => name.toLowerCase();

/** A host without its port; undefined when it is malformed. */
function nameIn(host: string): string | undefined {
  const [, name] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host) ?? [];
  return name?.toLowerCase();
}

/** The address that the connection came in by: no name can stand in for it. */
function isHere(name: string, { socket }: IncomingMessage): boolean {
  const address = socket.localAddress?.replace(/^::ffff:(?=\d+\.)/, '');
  return address !== undefined && (name === address || name === `[${address}]`);
}

function isOwn(origin: string, host: string): boolean {
  const [, rest] = /^https?:\/\/(.+)$/i.exec(origin) ?? [];
  return rest !== undefined && lower(rest) === lower(host);
}
