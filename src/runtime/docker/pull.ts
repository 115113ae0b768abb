import { Interrupted, LabError } from '../../base/errors.ts';
import type { RuntimeEvent } from '../runtime.ts';
import type { Engine } from './engine.ts';
import type { NamedImage } from './image-names.ts';
import { type MessageStream, type Progress, follow } from './messages.ts';
import { pullFailure } from './pull-failure.ts';

export interface Pulling {
  readonly engine: Engine;
  readonly on: (event: RuntimeEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Pulls an image and counts its bytes on the way.
 *
 * @throws LabError saying why it could not be had and what to do about it; Interrupted
 */
export async function pull(image: NamedImage, { engine, on, signal }: Pulling): Promise<void> {
  const { name } = image;
  try {
    const stream = (await engine.docker.pull(name, { abortSignal: signal })) as MessageStream;
    const layers = new Map<string, Progress>();
    await follow(stream, signal, ({ id, status, progressDetail }) => {
      if (id === undefined) return;
      const known = layers.get(id);
      // Extracting counts its bytes from zero again.
      if (status === 'Downloading' && progressDetail) layers.set(id, progressDetail);
      // The engine may leave out a layer's last count and report only that it is complete.
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
    throw cause instanceof LabError ? cause : pullFailure(image, cause);
  }
}
