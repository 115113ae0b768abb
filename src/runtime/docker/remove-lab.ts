import type { ContainerInfo } from 'dockerode';
import { containersOf, makeGone, removeContainer } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL, ofLab } from './labels.ts';
import { removeNetworks } from './network.ts';
import { type Owner, throwIfForeign } from './owner.ts';

/** See `Runtime.remove`: containers (those that others still send to last), then their network and volumes. */
export async function removeLab(lab: string, engine: Engine, me: Owner): Promise<string[]> {
  const containers = await containersOf(lab, engine);
  throwIfForeign(lab, containers, me);
  const isLast = ({ Labels }: ContainerInfo): boolean => Labels[LABEL.stopsLast] !== undefined;
  const removeAll = (group: ContainerInfo[]): Promise<unknown> =>
    Promise.all(group.map(({ Id }) => removeContainer(Id, engine, true)));
  await removeAll(containers.filter((container) => !isLast(container)));
  await removeAll(containers.filter(isLast));
  const networks = await removeNetworks(lab, engine);
  return [
    ...containers.map(({ Names, Id }) => `container ${Names[0]?.slice(1) ?? Id}`),
    ...networks,
    ...(await removeVolumes(lab, engine)),
  ];
}

async function removeVolumes(lab: string, engine: Engine): Promise<string[]> {
  const { Volumes: volumes } = await exchange('listing its volumes', engine, () =>
    engine.docker.listVolumes({ filters: { label: ofLab(lab).filters.label } }),
  );
  await Promise.all(
    volumes.map(({ Name }) =>
      makeGone('removing a volume', engine, () => engine.docker.getVolume(Name).remove()),
    ),
  );
  return volumes.map(({ Name }) => `volume ${Name}`);
}
