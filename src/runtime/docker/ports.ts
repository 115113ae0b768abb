import type { ContainerInfo } from 'dockerode';
import { LabError } from '../../base/errors.ts';
import type { ComponentSpec } from '../runtime.ts';
import { holderOf, isTaken } from '../taken-port.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL } from './labels.ts';

/**
 * Looks at every port that is about to be published, before anything is started.
 *
 * @param leaving containers that go first: their ports will be free
 * @throws LabError naming the ports and who holds them
 */
export async function throwIfPortsAreTaken(
  specs: readonly ComponentSpec[],
  leaving: readonly ContainerInfo[],
  engine: Engine,
): Promise<void> {
  const soonFree = new Set(
    leaving.flatMap(({ Ports }) => Ports.map(({ PublicPort }) => PublicPort)),
  );
  const wanted = specs.flatMap((spec) =>
    spec.ports.flatMap(({ published }) =>
      typeof published === 'number' && !soonFree.has(published) ? [{ spec, port: published }] : [],
    ),
  );
  const checked = await Promise.all(
    wanted.map(async (want) => ({ ...want, taken: await isTaken(engine.address, want.port) })),
  );
  const taken = checked.filter((want) => want.taken);
  if (taken.length === 0) return;
  const sentences = await Promise.all(
    taken.map(async ({ spec, port }) => {
      const holder = (await containerHolding(port, engine)) ?? (await holderOf(port));
      return `port ${port} (${spec.name}) is taken${holder ? ` by ${holder}` : ''}`;
    }),
  );
  throw new LabError(sentences.join('; '), {
    hint: 'stop what holds it, or add --port-offset 1000, or --ports auto',
  });
}

async function containerHolding(port: number, engine: Engine): Promise<string | undefined> {
  const running = await exchange('looking who holds a port', engine, () =>
    engine.docker.listContainers(),
  );
  const holder = running.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (!holder) return undefined;
  const lab = holder.Labels[LABEL.lab];
  const name = holder.Names[0]?.replace(/^\//, '') ?? holder.Id.slice(0, 12);
  return lab === undefined ? `container ${name}` : `lab "${lab}" (container ${name})`;
}
