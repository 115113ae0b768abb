import { LabError } from '../base/errors.ts';
import { groupBy } from '../base/group-by.ts';
import type { ComponentSpec } from './runtime.ts';
import { holderOf, isTaken } from './taken-port.ts';

export interface WantedPort {
  readonly component: string;
  readonly port: number;
}

/** The name of a lab, or what else holds a port: "container redis", "node (pid 123)". */
export type Holder = { readonly lab: string } | { readonly other: string };

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
  knownHolder: (port: number) => Promise<Holder | undefined>,
): Promise<void> {
  const checked = await Promise.all(
    wanted.map(async (want) => ({ ...want, taken: await isTakenOnAny(namesOf(host), want.port) })),
  );
  const taken = checked.filter((want) => want.taken);
  if (taken.length === 0) return;
  const held = await Promise.all(
    taken.map(async ({ component, port }) => ({
      port: `${port} (${component})`,
      holder: (await knownHolder(port)) ?? { other: (await holderOf(port)) ?? '' },
    })),
  );
  const byHolder = groupBy(held, ({ holder }) => nameOf(holder));
  throw new LabError(Array.from(byHolder, ([name, ports]) => sentence(name, ports)).join('; '), {
    hint: hintFor(held.map(({ holder }) => holder)),
  });
}

const nameOf = (holder: Holder): string => ('lab' in holder ? `lab "${holder.lab}"` : holder.other);

function sentence(holder: string, ports: readonly { readonly port: string }[]): string {
  const [which, are] = ports.length === 1 ? ['port', 'is'] : ['ports', 'are'];
  const by = holder === '' ? '' : ` by ${holder}`;
  return `${which} ${ports.map(({ port }) => port).join(', ')} ${are} taken${by}`;
}

function hintFor(holders: readonly Holder[]): string {
  const labs = new Set(holders.flatMap((holder) => ('lab' in holder ? holder.lab : [])));
  const [lab, another] = labs;
  const stop =
    lab === undefined || another !== undefined || holders.some((holder) => 'other' in holder)
      ? 'stop what holds it'
      : `jaeger-lab down --name ${lab}`;
  return `${stop}; or add --ports auto, or --port-offset 1000`;
}

/** "localhost" leads to ::1 first: who listens there would be asked instead of the lab. */
const namesOf = (host: string): string[] => (host === '127.0.0.1' ? [host, '::1'] : [host]);

async function isTakenOnAny(hosts: readonly string[], port: number): Promise<boolean> {
  return (await Promise.all(hosts.map((host) => isTaken(host, port)))).some(Boolean);
}
