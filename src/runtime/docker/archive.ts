import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Interrupted, LabError } from '../../base/errors.ts';
import { cannotWriteNamed, statNamedFile } from '../../base/named-file.ts';
import { type Engine, engineReason, exchange } from './engine.ts';
import { type MessageStream, follow } from './messages.ts';

export interface Archiving {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Called with the bytes that have passed so far: uncompressed when saving, as they are in the file when loading. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Writes images of an engine into one file that `docker load` takes too, compressed if its name ends in .gz or .tgz.
 * The file appears when it is complete.
 *
 * @param names each is on the engine
 * @throws LabError as `cannotWriteNamed`, or when the engine fails; Interrupted
 */
export async function saveImages(
  names: readonly string[],
  file: string,
  { engine, signal, onBytes }: Archiving,
): Promise<void> {
  const unfinished = `${file}.part`;
  await throwIfOtherKind(file);
  try {
    const images = await exchange(
      `saving ${names.join(', ')}`,
      engine,
      () => exported(names, engine, signal),
      0,
    );
    const packed = /\.t?gz$/.test(file) ? [createGzip({ level: 1 })] : [];
    const to = createWriteStream(unfinished);
    await pipeline([images, counting(onBytes), ...packed, to]);
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (signal.aborted) throw new Interrupted();
    if (cause instanceof LabError) throw cause;
    throw cannotWriteNamed(file, cause, ELSEWHERE);
  }
}

const ELSEWHERE = 'give a file in a folder that exists and that you may write to';

/** The finished file takes the place of what has its name, which may be a device. */
async function throwIfOtherKind(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there === undefined || there.isFile()) return;
  const reason = there.isDirectory() ? 'it is a directory' : 'not a regular file';
  throw cannotWriteNamed(file, new Error(reason), ELSEWHERE);
}

const WRITE_ONE = 'write a file that can be loaded: jaeger-lab images save FILE';

/**
 * Loads the images of a file that `saveImages` or `docker save` wrote.
 *
 * @returns their names
 * @throws LabError when the file cannot be read or holds no images, or the engine fails; Interrupted
 */
export async function loadImages(
  file: string,
  { engine, signal, onBytes }: Archiving,
): Promise<string[]> {
  await statNamedFile(file, { ifMissing: WRITE_ONE });
  const loaded: string[] = [];
  const archive = createReadStream(file).pipe(counting(onBytes));
  try {
    const messages = (await engine.docker.loadImage(archive, {
      quiet: false,
      abortSignal: signal,
    })) as MessageStream;
    await follow(messages, signal, ({ stream = '' }) => {
      const [, name] = /^Loaded image(?: ID)?: (\S+)/.exec(stream) ?? [];
      if (name !== undefined) loaded.push(name);
    });
  } catch (cause) {
    if (signal.aborted) throw new Interrupted();
    throw new LabError(`the images in ${file} could not be loaded: ${engineReason(cause)}`, {
      hint: WRITE_ONE,
      cause,
    });
  } finally {
    archive.destroy();
  }
  if (loaded.length > 0) return loaded;
  throw new LabError(`${file} holds no images`, {
    hint: WRITE_ONE,
  });
}

/** What dockerode can do and its types do not name. */
interface CanExport {
  getImages(options: {
    names: readonly string[];
    abortSignal: AbortSignal;
  }): Promise<NodeJS.ReadableStream>;
}

const exported = (
  names: readonly string[],
  { docker }: Engine,
  abortSignal: AbortSignal,
): Promise<NodeJS.ReadableStream> =>
  (docker as unknown as CanExport).getImages({ names, abortSignal });

function counting(onBytes: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
}
