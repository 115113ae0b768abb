import { rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../base/errors.ts';
import { NotAFile, listIfThere, readIfThere, remove, writeAtomically } from '../base/files.ts';
import { DATA_FOLDER, type PublishedPort } from '../runtime/runtime.ts';
import { NO_SERVICES } from '../scenarios/all.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabState } from './state-schema.ts';

export type { LabState };

/** The file is not what `writeState` wrote. */
class DamagedState extends LabError {
  constructor(file: string, cause: unknown) {
    const hint = 'remove the lab and the damaged file: jaeger-lab down';
    super(`${file} is damaged`, { hint, cause });
  }
}

/**
 * @returns undefined when the lab does not exist
 * @throws LabError when the file is damaged, of a newer version, or cannot be read
 */
export async function readState({ state }: LabFolder): Promise<LabState | undefined> {
  try {
    const text = await readIfThere(state);
    if (text === undefined) return undefined;
    const { labState } = await import('./state-schema.ts');
    const value: unknown = JSON.parse(text);
    throwIfNewer(value, state);
    return labState.parse(value);
  } catch (cause) {
    if (cause instanceof LabError && !(cause instanceof NotAFile)) throw cause;
    throw new DamagedState(state, cause);
  }
}

/** The same for commands that do without a damaged state. @throws LabError when it is newer or cannot be read */
export async function readStateUnlessDamaged(
  folder: LabFolder,
): Promise<LabState | 'damaged' | undefined> {
  return readState(folder).catch((error: unknown) => {
    if (error instanceof DamagedState) return 'damaged';
    throw error;
  });
}

/** A newer version's file is left alone: this one cannot know what is in it. */
export class NewerState extends LabError {
  constructor(file: string, version: number) {
    super(`${file} was written by a newer jaeger-lab (state version ${version})`, {
      hint: 'use that version; or delete the file and remove what runs: jaeger-lab down',
    });
  }
}

function throwIfNewer(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  const { version } = value;
  if (typeof version === 'number' && version > STATE_VERSION) throw new NewerState(file, version);
}

const STATE_VERSION = 1;

export async function writeState(folder: LabFolder, state: LabState): Promise<void> {
  await writeAtomically(folder.state, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Removes the files of a lab except its ledger and what its components have kept, and the folders above when they are empty. */
export async function removeState(folder: LabFolder): Promise<void> {
  const names = await listIfThere(folder.path);
  const kept = [folder.runs, join(folder.path, DATA_FOLDER)];
  const all = names.map((name) => join(folder.path, name)).filter((path) => !kept.includes(path));
  await Promise.all(all.map(remove));
  await removeIfEmpty(folder);
}

/** Removes the folder of a lab, and the one that all labs share, when they are empty. */
export async function removeIfEmpty({ path }: LabFolder): Promise<void> {
  await rmdir(path).catch(() => undefined);
  await rmdir(dirname(path)).catch(() => undefined);
}

/** The components of a lab, with their addresses. */
export type Placed = Pick<LabState, 'name'> & {
  readonly components: readonly {
    readonly name: string;
    readonly ports: readonly PublishedPort[];
  }[];
};

/** The published address of a component's port, as "127.0.0.1:16686". @throws LabError when it is not published */
export function addressIn(state: Placed, component: string, port: string): string {
  const found = state.components
    .find(({ name }) => name === component)
    ?.ports.find(({ name }) => name === port);
  if (!found)
    throw new LabError(`lab "${state.name}" does not publish port ${port} of ${component}`);
  return `${found.host}:${found.hostPort}`;
}

/** The address of the query API, as "127.0.0.1:16686": of Jaeger, or of its first query. */
export function queryAddress(state: LabState): string {
  const found = state.components.find(({ ports }) => ports.some(({ name }) => name === 'query'));
  return addressIn(state, found?.name ?? 'jaeger', 'query');
}

/** The address of the first published port of that name; undefined where no component has one. */
export function addressOfPort({ components }: Placed, port: string): string | undefined {
  const found = components.flatMap(({ ports }) => ports).find(({ name }) => name === port);
  return found && `${found.host}:${found.hostPort}`;
}

/** The scenario argument of the `up` that starts the same lab again. */
export const scenarioTyped = ({ topology, scenario }: LabState): string =>
  topology?.file ?? (scenario === NO_SERVICES.name ? '--no-services' : scenario);
