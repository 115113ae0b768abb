import type { ImageInfo } from 'dockerode';
import type { RemovedBuilt } from '../runtime.ts';
import { type Engine, engineStatus, exchange } from './engine.ts';
import { tagsOf } from './image-names.ts';
import { SERVICES_LABEL } from './labels.ts';

/**
 * Removes images of the services that the program built, with and without a name.
 *
 * @param isObsolete which of them; all when absent. One that a container was created from stays
 */
export async function removeServicesImages(
  engine: Engine,
  isObsolete: (image: ImageInfo, all: readonly ImageInfo[]) => boolean = () => true,
): Promise<RemovedBuilt> {
  const [images, containers] = await exchange('listing images', engine, () =>
    Promise.all([
      engine.docker.listImages({ filters: { label: [SERVICES_LABEL] } }),
      engine.docker.listContainers({ all: true }),
    ]),
  );
  const used = new Set(containers.map(({ ImageID }) => ImageID));
  const removed: string[] = [];
  const inUse: string[] = [];
  for (const image of images.filter((one) => isObsolete(one, images))) {
    for (const name of namesOf(image)) {
      const isGone = !used.has(image.Id) && (await removeImage(name, engine));
      (isGone ? removed : inUse).push(`image ${name}`);
    }
  }
  return { removed, inUse };
}

function namesOf(image: ImageInfo): readonly string[] {
  const names = tagsOf(image);
  return names.length > 0 ? names : [image.Id];
}

/** @returns false for an image that is in use, also by another image */
async function removeImage(name: string, engine: Engine): Promise<boolean> {
  return exchange(`removing image ${name}`, engine, async () => {
    try {
      await engine.docker.getImage(name).remove();
      return true;
    } catch (error) {
      const status = engineStatus(error);
      if (status === 404) return true;
      if (status === 409) return false;
      throw error;
    }
  });
}

const AN_HOUR_S = 3_600;

/**
 * Removes what builds before the current one have left. An image of the hour before may belong to another version of
 * the program that is about to use it.
 *
 * @param current the id of the image that was built now
 */
export async function removeOldServices(current: string, engine: Engine): Promise<void> {
  await removeServicesImages(engine, ({ Id, Created }, all) => {
    // By the engine's clock, which need not be this machine's.
    const builtAt = all.find((image) => image.Id === current)?.Created ?? 0;
    return Id !== current && Created < builtAt - AN_HOUR_S;
  });
}
