import type Docker from 'dockerode';
import { LabError, reasonOf } from '../../src/base/errors.ts';
import { keyOf } from './cache.ts';
import { type GoPart, goBinary, goPartKey, JAEGER_1, JAEGER_2, type Making } from './go-part.ts';
import { nodePartKey, nodeRoot } from './node-part.ts';
import { REDIS_VERSION, redisPartKey, redisRoot } from './redis-part.ts';
import { enginePlatform, type Platform } from './platform.ts';
import { type Entry, tarOf } from '../../src/runtime/docker/tar.ts';

/** An image of a real component for machines that cannot pull the upstream image. */
interface LocalImage {
  /** A name that shows that it was built here; never the upstream name. */
  readonly reference: string;
  /** Dockerfile instructions for the import. */
  readonly changes: readonly string[];
  readonly key: (platform: Platform) => Promise<string>;
  readonly root: (platform: Platform, making: Making) => Promise<Entry[]>;
}

const CONTENT_LABEL = 'jaeger-lab-local.content';

/** Increase it when the files around a part change, because the part's own pins do not cover them. */
const RECIPE = '1';

function jaegerImage(part: GoPart, tag: string): LocalImage {
  return {
    reference: `jaeger-lab-local/jaeger:${tag}`,
    changes: ['USER 10001:10001', 'ENTRYPOINT ["/jaeger"]'],
    key: (platform) => goPartKey(part, platform),
    root: async (platform, making) => [
      { kind: 'file', path: 'jaeger', mode: 0o755, from: await goBinary(part, platform, making) },
    ],
  };
}

/** User, PATH and command are those of the upstream image, so that both behave the same. */
const NODE: LocalImage = {
  reference: 'jaeger-lab-local/node:24',
  changes: ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["node"]'],
  key: nodePartKey,
  root: nodeRoot,
};

const REDIS: LocalImage = {
  reference: `jaeger-lab-local/redis:${REDIS_VERSION}`,
  changes: ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["redis-server"]'],
  key: redisPartKey,
  root: redisRoot,
};

const LOCAL_IMAGES = {
  jaeger1: jaegerImage(JAEGER_1, '1.57.0'),
  jaeger2: jaegerImage(JAEGER_2, '2.0.0-rc2'),
  node: NODE,
  redis: REDIS,
} as const;

export type LocalImageName = keyof typeof LOCAL_IMAGES;

/**
 * Makes sure that the engine has a local image with the current content.
 *
 * @returns the image reference
 * @throws LabError when no engine answers or a part cannot be built
 */
export async function ensureImage(
  docker: Docker,
  name: LocalImageName,
  making: Making,
): Promise<string> {
  const image = LOCAL_IMAGES[name];
  const platform = await enginePlatform(docker);
  const content = keyOf([await image.key(platform), RECIPE, ...image.changes]);
  const reference = [image.reference];
  const label = [`${CONTENT_LABEL}=${content}`];
  const upToDate = await docker.listImages({ filters: { reference, label } });
  if (upToDate.length > 0) return image.reference;
  const before = await docker.listImages({ filters: { reference } });
  const root = await image.root(platform, making);
  making.note(`importing ${image.reference}`);
  await importImage(docker, image, root, content);
  // The previous image of that name is now untagged. It stays while a container uses it.
  await Promise.all(before.map(({ Id }) => docker.getImage(Id).remove().catch(ignore)));
  return image.reference;
}

const ignore = (): void => undefined;

async function importImage(
  docker: Docker,
  image: LocalImage,
  root: readonly Entry[],
  content: string,
): Promise<void> {
  const [repo, tag] = image.reference.split(':');
  const changes = [...image.changes, `LABEL ${CONTENT_LABEL}=${content}`];
  const progress = await docker.importImage(tarOf(root), { repo, tag, changes });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (failure) => {
      if (failure === null) resolve();
      else reject(new LabError(`the engine refused ${image.reference}: ${reasonOf(failure)}`));
    });
  });
}
