import type { Removal } from '../runtime.ts';
import { containersOf, removeContainer } from './containers.ts';
import type { Engine } from './engine.ts';
import { LABEL, SERVER } from './labels.ts';
import { removeNetworks } from './network.ts';
import { type Owner, throwIfForeign } from './owner.ts';
import { removeVolume, volumesOf } from './volumes.ts';

/** See `Runtime.remove`: containers (those that others still send to last), then their network and their data. */
export async function removeLab(
  lab: string,
  { keepsData }: Removal,
  engine: Engine,
  me: Owner,
): Promise<string[]> {
  const containers = await containersOf(lab, engine);
  throwIfForeign(lab, containers, me);
  // The services first, then Jaeger, then what Jaeger writes into.
  for (const turn of [undefined, 'true', SERVER]) {
    const group = containers.filter(({ Labels }) => Labels[LABEL.stopsLast] === turn);
    await Promise.all(group.map(({ Id }) => removeContainer(Id, engine, true, turn === SERVER)));
  }
  const networks = await removeNetworks(lab, engine);
  return [
    ...containers.map(({ Names, Id }) => `container ${Names[0]?.slice(1) ?? Id}`),
    ...networks,
    ...(keepsData ? [] : await removeVolumes(lab, engine, me)),
  ];
}

async function removeVolumes(lab: string, engine: Engine, me: Owner): Promise<string[]> {
  const names = await volumesOf(lab, me, engine);
  await Promise.all(names.map((name) => removeVolume(name, engine)));
  return names.map((name) => `volume ${name}`);
}
