import type Docker from 'dockerode';
import { LabError, reasonOf } from '../../src/base/errors.ts';
import { keyOf } from './cache.ts';
import {
  type GoPart,
  goBinary,
  goPartKey,
  JAEGER_1,
  JAEGER_1_COLLECTOR,
  JAEGER_1_INGESTER,
  JAEGER_1_QUERY,
  JAEGER_2,
  JAEGER_2_RC,
  type Making,
  VICTORIALOGS,
} from './go-part.ts';
import {
  CASSANDRA,
  ELASTICSEARCH,
  type JavaPart,
  javaPartKey,
  javaRoot,
  KAFKA,
  OPENSEARCH,
  ZIPKIN,
} from './java-part.ts';
import { nodePartKey, nodeRoot } from './node-part.ts';
import { PROMETHEUS_VERSION, prometheusPartKey, prometheusRoot } from './prometheus-part.ts';
import { REDIS_VERSION, redisPartKey, redisRoot } from './redis-part.ts';
import { enginePlatform, type Platform } from './platform.ts';
import { shell } from './shell.ts';
import { type Entry, tarOf } from '../../src/runtime/docker/tar.ts';

/** An image of a real component for machines that cannot pull the upstream image. */
interface LocalImage {
  /** A name that shows that it was built here; never the upstream name. */
  readonly reference: string;
  /** The variables that select it for the program. */
  readonly variables: readonly string[];
  /** Dockerfile instructions, as an import takes them. */
  readonly changes: readonly string[];
  readonly key: (platform: Platform) => Promise<string>;
  readonly root: (platform: Platform, making: Making) => Promise<Entry[]>;
}

const CONTENT_LABEL = 'jaeger-lab-local.content';

/** Increase it when the files around a part change, because the part's own pins do not cover them. */
const RECIPE = '1';

/** @param versions as `--jaeger` is given, in the form of a variable */
function jaegerImage(part: GoPart, tag: string, ...versions: string[]): LocalImage {
  return {
    reference: `jaeger-lab-local/jaeger:${tag}`,
    variables: versions.map((version) => `JAEGER_LAB_IMAGE_JAEGER_${version}`),
    ...jaegerRoot(part),
  };
}

/** Jaeger 1 has an image for each role. */
function roleImage(part: GoPart): LocalImage {
  return {
    reference: `jaeger-lab-local/jaeger-${part.binary}:1.57.0`,
    variables: [`JAEGER_LAB_IMAGE_JAEGER_${part.binary.toUpperCase()}_1_57`],
    ...jaegerRoot(part),
  };
}

function jaegerRoot(part: GoPart): Pick<LocalImage, 'changes' | 'key' | 'root'> {
  return {
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
  variables: ['JAEGER_LAB_IMAGE_NODE'],
  changes: ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["node"]'],
  key: nodePartKey,
  root: nodeRoot,
};

const REDIS: LocalImage = {
  reference: `jaeger-lab-local/redis:${REDIS_VERSION}`,
  variables: ['JAEGER_LAB_IMAGE_REDIS'],
  changes: ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["redis-server"]'],
  key: redisPartKey,
  root: redisRoot,
};

const PROMETHEUS: LocalImage = {
  reference: `jaeger-lab-local/prometheus:${PROMETHEUS_VERSION}`,
  variables: ['JAEGER_LAB_IMAGE_PROMETHEUS'],
  changes: ['ENV PATH=/usr/bin:/bin', 'USER 10001:10001', 'CMD ["prometheus"]', 'EXPOSE 9090'],
  key: prometheusPartKey,
  root: prometheusRoot,
};

/** The path of the program is that of the upstream image. */
const LOGS: LocalImage = {
  reference: 'jaeger-lab-local/victorialogs:1.52.1',
  variables: ['JAEGER_LAB_IMAGE_VICTORIALOGS'],
  changes: ['ENV PATH=/usr/bin', 'USER 10001:10001', 'CMD ["/victoria-logs-prod"]', 'EXPOSE 9428'],
  key: (platform) => goPartKey(VICTORIALOGS, platform),
  root: async (platform, making) => [
    {
      kind: 'file',
      path: VICTORIALOGS.binary,
      mode: 0o755,
      from: await goBinary(VICTORIALOGS, platform, making),
    },
    ...(await shell(['sh', 'wget'], making)),
  ],
};

/** Settings come in the environment, as with the upstream image. */
function javaImage(part: JavaPart, ...ports: number[]): LocalImage {
  const [name = '', version = ''] = part.name.split('-');
  return {
    reference: `jaeger-lab-local/${name}:${version}`,
    variables: [`JAEGER_LAB_IMAGE_${name.toUpperCase()}`],
    changes: [
      ...['ENV PATH=/opt/java/bin:/usr/bin', 'USER 10001:10001', 'ENTRYPOINT ["/conf/start.sh"]'],
      ...ports.map((port) => `EXPOSE ${port}`),
    ],
    key: (platform) => javaPartKey(part, platform),
    root: (platform, making) => javaRoot(part, platform, making),
  };
}

/** What every lab may need; what is had sooner comes first. */
const LAB_IMAGES = {
  redis: REDIS,
  node: NODE,
  jaeger2: jaegerImage(JAEGER_2, '2.13.0', '2', '2_13_0'),
  jaeger1: jaegerImage(JAEGER_1, '1.57.0', '1_57'),
  jaeger2Rc: jaegerImage(JAEGER_2_RC, '2.0.0-rc2', '2_0_0_RC2'),
} as const;

/** For a lab as in production, servers and the parts of Jaeger 1: built only when asked for. */
const SERVER_IMAGES = {
  elasticsearch: javaImage(ELASTICSEARCH, 9200),
  cassandra: javaImage(CASSANDRA, 9042),
  kafka: javaImage(KAFKA, 9092),
  opensearch: javaImage(OPENSEARCH, 9200),
  zipkin: javaImage(ZIPKIN, 9411),
  prometheus: PROMETHEUS,
  victorialogs: LOGS,
  'jaeger-collector': roleImage(JAEGER_1_COLLECTOR),
  'jaeger-query': roleImage(JAEGER_1_QUERY),
  'jaeger-ingester': roleImage(JAEGER_1_INGESTER),
} as const;

const LOCAL_IMAGES = { ...LAB_IMAGES, ...SERVER_IMAGES };

export type LabImageName = keyof typeof LAB_IMAGES;
export type LocalImageName = keyof typeof LOCAL_IMAGES;

export const LAB_IMAGE_NAMES = Object.keys(LAB_IMAGES) as LabImageName[];
export const LOCAL_IMAGE_NAMES = Object.keys(LOCAL_IMAGES) as LocalImageName[];

export const isImageName = (name: string): name is LocalImageName =>
  LOCAL_IMAGE_NAMES.some((known) => known === name);

export const referenceOf = (name: LocalImageName): string => LOCAL_IMAGES[name].reference;

/** What a shell needs to use those images that are chosen: "export JAEGER_LAB_IMAGE_NODE=…". */
export function exportsOf(isChosen: (name: LocalImageName) => boolean): string {
  const settings = LOCAL_IMAGE_NAMES.filter(isChosen).flatMap((name) => {
    const { reference, variables } = LOCAL_IMAGES[name];
    return variables.map((variable) => `${variable}=${reference}`);
  });
  return settings.length === 0 ? '' : `export ${settings.join(' ')}\n`;
}

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
  // Podman takes the tag from here only; Docker from here too.
  const repo = image.reference;
  const changes = [...image.changes, `LABEL ${CONTENT_LABEL}=${content}`];
  const refused = (reason: unknown): LabError =>
    new LabError(`the engine refused ${image.reference}: ${reasonOf(reason)}`);
  const progress = await docker
    .importImage(tarOf(root), { repo, changes })
    .catch((reason: unknown) => Promise.reject(refused(reason)));
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (failure) => {
      if (failure === null) resolve();
      else reject(refused(failure));
    });
  });
}
