import type { Socket } from 'node:net';
import { type OnRefused, peerOf, printable } from '../http/refused.ts';

const TLS_HANDSHAKE = 0x16;
const TLS = 'refused, it speaks TLS and this port does not; use http:// or an insecure connection';
const HTTP1 =
  'refused, this port takes gRPC only; send OTLP over HTTP to its own port, 4318 by default';

/**
 * Refuses a connection that begins with anything but HTTP/2.
 *
 * @returns whether it was refused
 */
export function refusePreface(begin: Buffer, socket: Socket, onRefused?: OnRefused): boolean {
  const text = begin.toString('latin1', 0, 1000);
  if ('PRI * HTTP/2.0'.startsWith(text.slice(0, 14))) return false;
  const [line = '', ...headers] = text.split('\r\n');
  const isHttp = / HTTP\/1\.[01]$/.test(line);
  if (begin[0] === TLS_HANDSHAKE)
    onRefused?.('protocol', `a connection from ${peerOf(socket)}`, TLS);
  if (!isHttp) {
    socket.destroy();
    return true;
  }
  const agent = headers
    .find((one) => /^user-agent:/i.test(one))
    ?.slice('user-agent:'.length)
    .trim();
  const request = `${line.slice(0, -' HTTP/1.1'.length)} from ${peerOf(socket)}${agent ? ` (${agent})` : ''}`;
  onRefused?.('protocol', printable(request), HTTP1);
  const body = `${HTTP1}\n`;
  socket.end(
    `HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  return true;
}
