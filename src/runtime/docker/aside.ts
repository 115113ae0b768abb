import type { ContainerInfo } from 'dockerode';
import { makeGone, stopContainer } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import { LABEL, SERVER } from './labels.ts';

/** No component's name has a dot in it. */
const ASIDE = '.before';

const nameOf = ({ Names, Id }: ContainerInfo): string => Names[0]?.replace(/^\//, '') ?? Id;

/** Whether a container was replaced by an `up` that did not live to remove it or to bring it back. */
export const isAside = (container: ContainerInfo): boolean => nameOf(container).endsWith(ASIDE);

/** Stops a container and gives its name away; it keeps everything in it. */
export async function setAside(container: ContainerInfo, engine: Engine): Promise<void> {
  const { Id, Labels } = container;
  await stopContainer(Id, engine, Labels[LABEL.stopsLast] === SERVER);
  // One that was removed meanwhile has no name to give away.
  await makeGone('renaming a container', engine, () =>
    engine.docker.getContainer(Id).rename({ name: `${nameOf(container)}${ASIDE}` }),
  );
}

/** Undoes `setAside`: a container that ran is started again. */
export async function bringBack(container: ContainerInfo, engine: Engine): Promise<void> {
  const { Id, State } = container;
  await exchange('bringing a container back', engine, async () => {
    const found = engine.docker.getContainer(Id);
    await found.rename({ name: nameOf(container) });
    if (State === 'running') await found.start();
  });
}
