import { LabError } from '../base/errors.ts';
import { groupBy } from '../base/group-by.ts';
import type { ComponentSpec } from './runtime.ts';
import { holderOf, isTaken } from './taken-port.ts';

export interface WantedPort {
  readonly component: string;
  readonly port: number;
}

/** The ports that components want to have published by number. */
export const wantedPorts = (specs: readonly ComponentSpec[]): WantedPort[] =>
  specs.flatMap(({ name, ports }) =>
    ports.flatMap(({ published }) =>
      typeof published === 'number' ? [{ component: name, port: published }] : [],
    ),
  );

/**
 * Looks at every port that is about to be published, before anything is started.
 *
 * @param knownHolder what the runtime itself knows of who holds a port
 * @throws LabError naming the ports and who holds them
 */
export async function throwIfPortsAreTaken(
  wanted: readonly WantedPort[],
  host: string,
  knownHolder: (port: number) => Promise<string | undefined>,
): Promise<void> {
  const checked = await Promise.all(
    wanted.map(async (want) => ({ ...want, taken: await isTakenOnAny(namesOf(host), want.port) })),
  );
  const taken = checked.filter((want) => want.taken);
  if (taken.length === 0) return;
  const held = await Promise.all(
    taken.map(async ({ component, port }) => ({
      port: `${port} (${component})`,
      holder: (await knownHolder(port)) ?? (await holderOf(port)) ?? '',
    })),
  );
  const sentences = Array.from(
    groupBy(held, ({ holder }) => holder),
    ([holder, ports]) => {
      const [which, are] = ports.length === 1 ? ['port', 'is'] : ['ports', 'are'];
      const by = holder === '' ? '' : ` by ${holder}`;
      return `${which} ${ports.map(({ port }) => port).join(', ')} ${are} taken${by}`;
    },
  );
  throw new LabError(sentences.join('; '), {
    hint: 'stop what holds it; or add --ports auto, or --port-offset 1000',
  });
}

/** "localhost" leads to ::1 first: who listens there would be asked instead of the lab. */
const namesOf = (host: string): string[] => (host === '127.0.0.1' ? [host, '::1'] : [host]);

async function isTakenOnAny(hosts: readonly string[], port: number): Promise<boolean> {
  return (await Promise.all(hosts.map((host) => isTaken(host, port)))).some(Boolean);
}
