import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { ComponentSpec, PublishedPort } from '../runtime.ts';
import { isTaken } from '../taken-port.ts';
import { reachedAt } from './listen-address.ts';
import type { ProcessRecord } from './process-record.ts';

/**
 * Where each component listens. Here that is where it is published: a number that was asked for, else the port that
 * the component is known to have, else a free one.
 */
export async function choosePorts(
  components: readonly ComponentSpec[],
  known: readonly ProcessRecord[],
  host: string,
): Promise<ReadonlyMap<string, readonly PublishedPort[]>> {
  const before = (component: string, port: string): number | undefined =>
    known.find((record) => record.component === component)?.ports.find(({ name }) => name === port)
      ?.hostPort;
  const open = components.flatMap((spec) =>
    spec.ports.filter(
      ({ name, published }) =>
        typeof published !== 'number' && before(spec.name, name) === undefined,
    ),
  );
  const free = await freePorts(open.length, host);
  const chosen = components.map((spec) => {
    const ports = spec.ports.map(({ name, port, published }): PublishedPort => {
      const hostPort =
        typeof published === 'number' ? published : (before(spec.name, name) ?? free.pop() ?? port);
      return { name, port: hostPort, host: reachedAt(host), hostPort };
    });
    return [spec.name, ports] as const;
  });
  return new Map(chosen);
}

/** Those whose ports are all still free. */
export async function withFreePorts(
  records: readonly ProcessRecord[],
  host: string,
): Promise<ProcessRecord[]> {
  const free = await Promise.all(
    records.map(async ({ ports }) => {
      const taken = await Promise.all(ports.map(({ hostPort }) => isTaken(host, hostPort)));
      return !taken.includes(true);
    }),
  );
  return records.filter((_, index) => free[index]);
}

/**
 * Below what Linux (from 32768) and macOS (from 49152) give to outgoing connections: a port of those that is free now
 * may be one end of a connection when the component comes to listen on it. Above what anybody knows by heart.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;

/** Ports that are free just now, all different, one after the other from a random one on. */
async function freePorts(count: number, host: string): Promise<number[]> {
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
