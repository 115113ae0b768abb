import { Interrupted, LabError, reasonOf } from '../../base/errors.ts';
import { jaegerProfile } from '../jaeger-profile.ts';
import type { Program, RuntimeEvent } from '../runtime.ts';
import { type Engine, engineReason, engineStatus, exchange } from './engine.ts';
import { servicesContext, servicesHash } from './services-context.ts';

/** Replacements for the images that a profile names, by part: "jaeger", "node", "redis", "services". */
export type ImageOverrides = Readonly<Record<string, string>>;

export interface Image {
  readonly name: string;
  readonly id: string;
}

export interface ImageSource {
  readonly engine: Engine;
  readonly overrides: ImageOverrides;
  /** The folder of services that the program's own build made. */
  readonly servicesFolder: string;
  readonly on: (event: RuntimeEvent) => void;
  readonly signal: AbortSignal;
}

const NODE_IMAGE = 'node:24-slim';
export const REDIS_IMAGE = 'redis:7-alpine';

/**
 * The image a program runs in, made sure to be on the engine: pulled when it is not there, or built from the
 * program's own build (which needs no network once its base is there).
 *
 * @throws LabError when it can neither be found nor had
 */
export async function ensureImage(program: Program, source: ImageSource): Promise<Image> {
  const { overrides } = source;
  if (program.kind === 'jaeger') {
    return present('jaeger', overrides['jaeger'] ?? jaegerProfile(program.version).image, source);
  }
  if (program.kind === 'redis') return present('redis', overrides['redis'] ?? REDIS_IMAGE, source);
  return overrides['services'] === undefined
    ? builtServices(source)
    : present('services', overrides['services'], source);
}

async function present(part: string, name: string, source: ImageSource): Promise<Image> {
  const id = await idOf(name, source.engine);
  if (id !== undefined) return { name, id };
  await pull(part, name, source);
  const pulled = await idOf(name, source.engine);
  if (pulled === undefined) throw new LabError(`image ${name} was pulled and is not there`);
  source.on({ kind: 'pulled', image: name });
  return { name, id: pulled };
}

async function idOf(name: string, engine: Engine): Promise<string | undefined> {
  return exchange(`looking for image ${name}`, engine, async () => {
    try {
      return (await engine.docker.getImage(name).inspect()).Id;
    } catch (error) {
      if (engineStatus(error) === 404) return undefined;
      throw error;
    }
  });
}

/** A pull that says nothing for this long is given up. */
const SILENCE_MS = 60_000;

async function pull(part: string, name: string, source: ImageSource): Promise<void> {
  const { engine, on, signal } = source;
  try {
    const stream = (await engine.docker.pull(name, { abortSignal: signal })) as MessageStream;
    const layers = new Map<string, Progress>();
    await follow(stream, signal, ({ id, status, progressDetail }) => {
      if (id === undefined) return;
      const known = layers.get(id);
      // Extracting counts its bytes from 0 again.
      if (status === 'Downloading' && progressDetail) layers.set(id, progressDetail);
      // The engine may leave out a layer's last count, and says only that it is complete.
      else if (status === 'Download complete' && known)
        layers.set(id, { ...known, current: known.total });
      else return;
      const sum = (of: (layer: Progress) => number): number =>
        [...layers.values()].reduce((total, layer) => total + of(layer), 0);
      on({
        kind: 'pulling',
        image: name,
        bytes: sum(({ current }) => current ?? 0),
        totalBytes: sum(({ total }) => total ?? 0),
      });
    });
  } catch (cause) {
    if (signal.aborted) throw new Interrupted();
    throw new LabError(
      `image ${name} is not on this engine and could not be pulled: ${engineReason(cause)}`,
      {
        hint: `name one that you have: --image ${part}=NAME (or JAEGER_LAB_IMAGE_${part.toUpperCase()}=NAME)`,
        cause,
      },
    );
  }
}

interface Progress {
  readonly current?: number | undefined;
  readonly total?: number | undefined;
}

/** What `pull` and `buildImage` really give; their types promise less. */
type MessageStream = NodeJS.ReadableStream & { destroy(error: Error): unknown };

interface BuildMessage {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: Progress;
}

/** Reads an engine's progress messages to their end. @throws Error with the engine's words when one is an error */
async function follow(
  stream: MessageStream,
  signal: AbortSignal,
  on: (message: BuildMessage) => void,
): Promise<void> {
  const giveUp = (): void =>
    void stream.destroy(new Error(`no progress for ${SILENCE_MS / 1000} s`));
  let silence = setTimeout(giveUp, SILENCE_MS);
  const abort = (): void => void stream.destroy(new Error('interrupted'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    let rest = '';
    for await (const chunk of stream) {
      clearTimeout(silence);
      silence = setTimeout(giveUp, SILENCE_MS);
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) read(line, on);
    }
    read(rest, on);
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', abort);
  }
}

function read(line: string, on: (message: BuildMessage) => void): void {
  if (line.trim() === '') return;
  const message = JSON.parse(line) as BuildMessage;
  if (message.error !== undefined) throw new Error(message.error);
  on(message);
}

/**
 * The services' image, named after its content and its base, so that it is built once and again only when either
 * changed.
 */
async function builtServices(source: ImageSource): Promise<Image> {
  const { engine, servicesFolder, on, signal } = source;
  const base = await present('node', source.overrides['node'] ?? NODE_IMAGE, source);
  const content = await servicesHash(servicesFolder);
  const name = `jaeger-lab/services:${content}-${base.id.replace('sha256:', '').slice(0, 12)}`;
  const built = await idOf(name, engine);
  if (built !== undefined) return { name, id: built };
  on({ kind: 'building', image: name });
  const build = async (): Promise<void> => {
    const context = await servicesContext(servicesFolder);
    const stream = await engine.docker.buildImage(context, {
      t: name,
      rm: true,
      forcerm: true,
      buildargs: { NODE_IMAGE: base.name },
      labels: { 'jaeger-lab.image': 'services' },
    });
    await follow(stream as MessageStream, signal, () => undefined).catch((cause: unknown) => {
      throw new LabError(
        `the services' image could not be built on ${base.name}: ${reasonOf(cause)}`,
        { cause },
      );
    });
    // For people who start the same topology with Docker Compose.
    await engine.docker.getImage(name).tag({ repo: 'jaeger-lab/services', tag: 'latest' });
  };
  await exchange(`building ${name}`, engine, build, 0);
  const id = await idOf(name, engine);
  if (id === undefined) throw new LabError(`image ${name} was built and is not there`);
  on({ kind: 'built', image: name });
  return { name, id };
}
