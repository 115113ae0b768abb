import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Below what Linux (from 32768) and macOS (from 49152) give to outgoing connections: a port of those that is free now
 * may be one end of a connection when the component comes to listen on it. Above what anybody knows by heart.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** Ports that are free just now, all different, one after the other from a random one on. */
export async function freePorts(count: number, host: string): Promise<number[]> {
  const held: Server[] = [];
  let next = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
  for (let tries = LOWEST; held.length < count && tries <= HIGHEST; tries += 1) {
    const server = await listening(next, host);
    if (server) held.push(server);
    next = next === HIGHEST ? LOWEST : next + 1;
  }
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => once(server.close(), 'close')));
  return ports;
}

/** @returns undefined for a port that cannot be had */
async function listening(port: number, host: string): Promise<Server | undefined> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}
