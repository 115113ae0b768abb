import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../base/errors.ts';
import { readIfThere, remove, writeAtomically } from '../base/files.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabState } from './state-schema.ts';

export type { LabState };

/** @returns undefined when the lab does not exist. @throws LabError when the file is damaged */
export async function readState({ state, lab }: LabFolder): Promise<LabState | undefined> {
  const text = await readIfThere(state);
  if (text === undefined) return undefined;
  const { labState } = await import('./state-schema.ts');
  try {
    const value: unknown = JSON.parse(text);
    throwIfNewer(value, state);
    return labState.parse(value);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(`${state} is damaged`, {
      hint: `jaeger-lab down${lab === 'lab' ? '' : ` --name ${lab}`} removes the lab and the damaged file`,
      cause,
    });
  }
}

/** A newer version's file is left alone: this one cannot know what is in it. */
function throwIfNewer(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  const { version } = value;
  if (typeof version !== 'number' || version <= STATE_VERSION) return;
  throw new LabError(`${file} was written by a newer jaeger-lab (state version ${version})`, {
    hint: 'use that version of jaeger-lab, or --name for another lab',
  });
}

const STATE_VERSION = 1;

export async function writeState(folder: LabFolder, state: LabState): Promise<void> {
  await writeAtomically(folder.state, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Removes the files of a lab, and the folders above when they are empty. */
export async function removeState({ path }: LabFolder): Promise<void> {
  await remove(path);
  // The folder that all labs share is removed with the last lab.
  await rmdir(dirname(path)).catch(() => undefined);
}

/** Removes the folders that were created for a lab that could not be started. */
export async function removeIfEmpty({ path }: LabFolder): Promise<void> {
  await rmdir(path).catch(() => undefined);
  await rmdir(dirname(path)).catch(() => undefined);
}

/** The published address of a component's port, as "127.0.0.1:16686". @throws LabError when it is not published */
export function addressIn(state: LabState, component: string, port: string): string {
  const found = state.components
    .find(({ name }) => name === component)
    ?.ports.find(({ name }) => name === port);
  if (!found)
    throw new LabError(`lab "${state.name}" does not publish port ${port} of ${component}`);
  return `${found.host}:${found.hostPort}`;
}

/** The scenario argument of the `up` that starts the same lab again. */
export const scenarioTyped = ({ topology, scenario }: LabState): string =>
  topology?.file ?? scenario;
