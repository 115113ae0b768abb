import type { IncomingMessage } from 'node:http';

/**
 * Keeps web pages of others out: a page may get a browser to send requests to this machine (cross-site request
 * forgery), and with a host name that it points here may read the answers too (DNS rebinding).
 *
 * @param allowedHosts further names, without a port, that this server is reached by
 * @returns says in one sentence why a request is refused; undefined for one that may be answered
 */
export function hostGuard(
  allowedHosts: readonly string[] = [],
): (request: IncomingMessage) => string | undefined {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...allowedHosts.map(lower)]);
  return (request) => {
    const host = request.headers.host;
    const name = host === undefined ? undefined : nameIn(host);
    if (host === undefined || name === undefined || !(names.has(name) || isHere(name, request))) {
      return 'Refused: the Host of this request is none that this server answers for, which are localhost, 127.0.0.1, [::1], the address it listens on and the names it was started with.';
    }
    const { origin } = request.headers;
    if (origin !== undefined && !isOwn(origin, host)) {
      return 'Refused: the request comes from a page of another site (its Origin is not this server).';
    }
    return undefined;
  };
}

const lower = (text: string): string => text.toLowerCase();

/** A host without its port; undefined for what is none. */
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
