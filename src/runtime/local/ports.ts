import type { ComponentSpec, PublishedPort } from '../runtime.ts';
import { isTaken } from '../taken-port.ts';
import { freePorts } from './free-ports.ts';
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
