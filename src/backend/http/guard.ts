import type { IncomingMessage } from 'node:http';
import { type Answer, text } from './answer.ts';

/**
 * Keeps foreign web pages out: a page can make a browser send requests to this machine (cross-site request forgery),
 * and with a host name that it points here could read the answers too (DNS rebinding).
 *
 * @param allowedHosts further names, without a port, that this server is reached by
 * @returns the answer to a request that is refused; undefined for one that may be answered
 */
export function hostGuard(
  allowedHosts: readonly string[] = [],
): (request: IncomingMessage) => Answer | undefined {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...allowedHosts.map(lower)]);
  return (request) => {
    const { host = '', origin } = request.headers;
    const name = nameIn(host);
    if (name === undefined || !(names.has(name) || isHere(name, request)))
      return refused(
        'the Host of this request is not allowed; allowed are localhost, 127.0.0.1, [::1], the address that the server listens on and the names it was started with.',
      );
    if (origin === undefined || isOwn(origin, host)) return undefined;
    return refused(
      'the request comes from a page of another site (its Origin is not this server).',
    );
  };
}

const refused = (why: string): Answer => ({
  ...text(403, `Refused: ${why}`),
  headers: { connection: 'close' },
});

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
