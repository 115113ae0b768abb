import type { ContainerInfo } from 'dockerode';
import { type Holder, throwIfPortsAreTaken, wantedPorts } from '../ports-taken.ts';
import type { ComponentSpec } from '../runtime.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL } from './labels.ts';

/**
 * See `throwIfPortsAreTaken`.
 *
 * @param leaving containers that go first: their ports will be free
 */
export async function throwIfTaken(
  specs: readonly ComponentSpec[],
  leaving: readonly ContainerInfo[],
  engine: Engine,
): Promise<void> {
  const soonFree = new Set(
    leaving.flatMap(({ Ports }) => Ports.map(({ PublicPort }) => PublicPort)),
  );
  const wanted = wantedPorts(specs).filter(({ port }) => !soonFree.has(port));
  await throwIfPortsAreTaken(wanted, engine.host, (port) => containerHolding(port, engine));
}

async function containerHolding(port: number, engine: Engine): Promise<Holder | undefined> {
  const running = await exchange('looking who holds a port', engine, () =>
    engine.docker.listContainers(),
  );
  const holder = running.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
  if (!holder) return undefined;
  const lab = holder.Labels[LABEL.lab];
  if (lab !== undefined) return { lab };
  return { other: `container ${holder.Names[0]?.replace(/^\//, '') ?? holder.Id.slice(0, 12)}` };
}
