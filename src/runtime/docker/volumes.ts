import type { Container } from 'dockerode';
import { BADGER_FOLDER } from '../jaeger-setup.ts';
import type { ComponentSpec } from '../runtime.ts';
import { makeGone } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import type { Image } from './images.ts';
import { LABEL, containerName, ofLab } from './labels.ts';
import { type Owner, isForeign } from './owner.ts';
import { SERVERS } from './servers.ts';
import { tarOf } from './tar.ts';

/** Where a component keeps what outlives it; undefined where it keeps nothing. */
export function dataFolder(
  { program, keepsData }: ComponentSpec,
  image: Image,
): string | undefined {
  if (!keepsData) return undefined;
  if (program.kind === 'jaeger') return BADGER_FOLDER;
  if (program.kind !== 'server') return undefined;
  const [declared] = image.volumes;
  // A volume elsewhere than where the image declares one would leave the declared one beside it, unnamed.
  return image.volumes.length === 1 ? declared : SERVERS[program.server].data;
}

/** Of the same name as the container: no component of lab `a` has the name of one of lab `a-b`. */
export const volumeName = containerName;

/** @returns whether the volume had to be made */
export async function ensureVolume(
  lab: string,
  component: string,
  owner: Owner,
  engine: Engine,
): Promise<boolean> {
  const name = volumeName(lab, component);
  const there = (await volumesOf(lab, owner, engine)).includes(name);
  if (there) return false;
  const labels = {
    [LABEL.lab]: lab,
    [LABEL.component]: component,
    [LABEL.owner]: owner.name,
  };
  await exchange(`making volume ${name}`, engine, () =>
    engine.docker.createVolume({ Name: name, Labels: labels }),
  );
  return true;
}

/** The names of a lab's volumes that this owner may use. */
export async function volumesOf(lab: string, me: Owner, engine: Engine): Promise<string[]> {
  const { Volumes: volumes } = await exchange('listing its volumes', engine, () =>
    engine.docker.listVolumes({ filters: { label: ofLab(lab).filters.label } }),
  );
  // Podman answers null where there is no label.
  return volumes
    .map((one) => ({ name: one.Name, Labels: { ...one.Labels } }))
    .filter((one) => me.takesOver || !isForeign(one, me))
    .map(({ name }) => name);
}

export async function removeVolume(name: string, engine: Engine): Promise<void> {
  await makeGone('removing a volume', engine, () => engine.docker.getVolume(name).remove());
}

/**
 * A new volume on a folder that the image does not have belongs to root, and Jaeger does not run as root: it gets
 * folders that anybody may write.
 */
export async function openToJaeger(container: Container, engine: Engine): Promise<void> {
  const folders = ['keys', 'values'].map(
    (path) => ({ kind: 'folder', path, mode: 0o777 }) as const,
  );
  await exchange('preparing a volume', engine, () =>
    container.putArchive(tarOf(folders), { path: BADGER_FOLDER }),
  );
}
