import type { ComponentSpec, LabSpec, Program, RuntimeEvent } from '../runtime.ts';
import { type Image, type ImageSource, ensureImage } from './images.ts';

/** The images that a lab's components run in, each made sure to be on the engine. @throws LabError for one that cannot be had */
export type PreparedImages = (
  lab: LabSpec,
  on: (event: RuntimeEvent) => void,
  signal: AbortSignal,
) => Promise<ReadonlyMap<ComponentSpec, Image>>;

/** Asks the engine for each image once, however often a lab asks for it. */
export function preparedImages(source: Omit<ImageSource, 'on' | 'signal'>): PreparedImages {
  const asked = new Map<string, Promise<Image>>();
  return async (lab, on, signal) => {
    const entries = lab.components.map(async (spec): Promise<[ComponentSpec, Image]> => {
      const key = keyOf(spec.program);
      const image = asked.get(key) ?? ensureImage(spec.program, { ...source, on, signal });
      asked.set(key, image);
      return [spec, await image];
    });
    try {
      return new Map(await Promise.all(entries));
    } catch (error) {
      // What could not be had now may be there the next time.
      asked.clear();
      throw error;
    }
  };
}

function keyOf(program: Program): string {
  if (program.kind === 'server') return program.server;
  if (program.kind !== 'jaeger') return program.kind;
  return `jaeger ${program.version} ${program.setup?.role ?? ''}`;
}
