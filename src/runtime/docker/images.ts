import { LabError, reasonOf } from '../../base/errors.ts';
import type { Program } from '../runtime.ts';
import { type Engine, engineStatus, exchange } from './engine.ts';
import { type ImageNaming, type NamedImage, imageOf } from './image-names.ts';
import { SERVICES_LABEL } from './labels.ts';
import { type MessageStream, follow } from './messages.ts';
import { type Pulling, pull } from './pull.ts';
import { refusalHint } from './refusal.ts';
import { removeOldServices } from './remove-images.ts';
import { servicesContext, servicesHash } from './services-context.ts';

export interface Image {
  readonly name: string;
  readonly id: string;
  /** The folders that it declares as volumes. */
  readonly volumes: readonly string[];
}

export interface ImageSource extends Pulling {
  readonly naming: ImageNaming;
  /** The folder of services that the program's own build made. */
  readonly servicesFolder: string;
}

/**
 * The image a program runs in, made sure to be on the engine: pulled when it is not there, or built from the
 * program's own build (which needs no network once its base is there).
 *
 * @throws LabError when it can neither be found nor had
 */
export async function ensureImage(program: Program, source: ImageSource): Promise<Image> {
  if (program.kind === 'service') {
    const services = source.naming.overrides['services'];
    return services === undefined
      ? builtServices(program, source)
      : present({ part: 'services', name: services }, source);
  }
  return present(imageOf(program, source.naming), source);
}

async function present(image: NamedImage, source: ImageSource): Promise<Image> {
  const { name } = image;
  const there = await inspect(name, source.engine);
  if (there) return there;
  await pull(image, source);
  const pulled = await inspect(name, source.engine);
  if (!pulled) throw vanished(`image ${name} was pulled`);
  source.on({ kind: 'pulled', image: name });
  return pulled;
}

/** Another program cleans up images. */
const vanished = (what: string): LabError =>
  new LabError(`${what} and is gone from the engine`, {
    hint: 'docker events shows what removes images; run the same command again',
  });

async function inspect(name: string, engine: Engine): Promise<Image | undefined> {
  return exchange(`looking for image ${name}`, engine, async () => {
    try {
      const { Id: id, Config: config } = await engine.docker.getImage(name).inspect();
      // Null or absent where it has none, in spite of its type.
      const { Volumes } = config as { readonly Volumes?: Record<string, unknown> | null };
      const volumes = Object.keys(Volumes ?? {});
      return { name, id, volumes };
    } catch (error) {
      if (engineStatus(error) === 404) return undefined;
      throw error;
    }
  });
}

/**
 * The services' image, named after its content and its base, so that it is built once and again only when either
 * changed.
 */
async function builtServices(program: Program, source: ImageSource): Promise<Image> {
  const { engine, servicesFolder, on, signal } = source;
  const base = await present(imageOf(program, source.naming), source);
  const content = await servicesHash(servicesFolder);
  const name = `jaeger-lab/services:${content}-${base.id.replace('sha256:', '').slice(0, 12)}`;
  const before = await inspect(name, engine);
  if (before) return before;
  on({ kind: 'building', image: name });
  const build = async (): Promise<void> => {
    const context = await servicesContext(servicesFolder);
    const stream = await engine.docker.buildImage(context, {
      t: name,
      rm: true,
      forcerm: true,
      buildargs: { NODE_IMAGE: base.name },
      labels: { [SERVICES_LABEL]: 'services' },
    });
    await follow(stream as MessageStream, signal, () => undefined).catch((cause: unknown) => {
      throw new LabError(
        `the services' image could not be built on ${base.name}: ${reasonOf(cause)}`,
        { hint: refusalHint(reasonOf(cause)), cause },
      );
    });
    // For people who start the same topology with Docker Compose.
    await engine.docker.getImage(name).tag({ repo: 'jaeger-lab/services', tag: 'latest' });
  };
  await exchange(`building ${name}`, engine, build, 0);
  const built = await inspect(name, engine);
  if (!built) throw vanished(`image ${name} was built`);
  on({ kind: 'built', image: name });
  // Tidying up must not fail an `up`.
  await removeOldServices(built.id, engine).catch(() => undefined);
  return built;
}
