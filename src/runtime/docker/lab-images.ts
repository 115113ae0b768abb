import type { Program } from '../runtime.ts';
import { type Engine, engineStatus, exchange } from './engine.ts';
import { type ImageNaming, imageOf, tagsOf } from './image-names.ts';
import { type ImageSource, ensureImage } from './images.ts';
import { SERVICES_LABEL } from './labels.ts';

/** An image that a lab may need. What the engine knows of it is absent where it does not have it. */
export interface LabImage {
  readonly name: string;
  readonly bytes?: number;
  /** In Docker's words: "amd64", "arm64". */
  readonly architecture?: string;
}

const SERVICE: Program = { kind: 'service', service: 'gateway' };

/** What labs with these versions of Jaeger run; one service stands for all, which share an image. */
const programs = (versions: readonly string[]): Program[] => [
  ...versions.map((version): Program => ({ kind: 'jaeger', version })),
  SERVICE,
  { kind: 'redis' },
];

/** The images that labs with these versions of Jaeger need, and those of services that were built already. */
export async function listLabImages(
  versions: readonly string[],
  naming: ImageNaming,
  engine: Engine,
): Promise<LabImage[]> {
  const built = await exchange('listing images', engine, () =>
    engine.docker.listImages({ filters: { label: [SERVICES_LABEL] } }),
  );
  const names = programs(versions).map((program) => imageOf(program, naming).name);
  const services = built.flatMap(tagsOf);
  return inspectImages([...names, ...services], engine);
}

/**
 * Makes sure that all images that labs with these versions of Jaeger need are on the engine: pulled or built.
 *
 * @returns their names
 * @throws LabError for one that cannot be had; Interrupted
 */
export async function ensureLabImages(
  versions: readonly string[],
  source: ImageSource,
): Promise<string[]> {
  const names: string[] = [];
  for (const program of programs(versions)) names.push((await ensureImage(program, source)).name);
  // The services' image is built again where the program is newer, which needs its base.
  if (source.naming.overrides['services'] === undefined)
    names.push(imageOf(SERVICE, source.naming).name);
  return [...new Set(names)];
}

export async function inspectImages(names: readonly string[], engine: Engine): Promise<LabImage[]> {
  return Promise.all([...new Set(names)].map((name) => inspect(name, engine)));
}

async function inspect(name: string, engine: Engine): Promise<LabImage> {
  return exchange(`looking for image ${name}`, engine, async () => {
    try {
      const { Size: bytes, Architecture: architecture } = await engine.docker
        .getImage(name)
        .inspect();
      return { name, bytes, architecture };
    } catch (error) {
      if (engineStatus(error) === 404) return { name };
      throw error;
    }
  });
}

/** What the engine's containers run on, in Docker's words. */
export async function architectureOf(engine: Engine): Promise<string> {
  return exchange(
    'asking for its version',
    engine,
    async () => (await engine.docker.version()).Arch,
  );
}
