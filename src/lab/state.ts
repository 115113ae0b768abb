import { rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LabError } from '../base/errors.ts';
import { readIfThere, remove, writeAtomically } from '../base/files.ts';
import type { LabFolder } from './lab-folder.ts';
import type { LabState } from './state-schema.ts';

export type { LabState };

/** @returns undefined when no such lab was started. @throws LabError when the file is not what `writeState` wrote */
export async function readState({ state, lab }: LabFolder): Promise<LabState | undefined> {
  const text = await readIfThere(state);
  if (text === undefined) return undefined;
  const { labState } = await import('./state-schema.ts');
  try {
    return labState.parse(JSON.parse(text));
  } catch (cause) {
    throw new LabError(`${state} is damaged`, {
      hint: `jaeger-lab down${lab === 'lab' ? '' : ` --name ${lab}`} removes it with everything of the lab`,
      cause,
    });
  }
}

export async function writeState(folder: LabFolder, state: LabState): Promise<void> {
  await writeAtomically(folder.state, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** Forgets a lab: its state, its ledger, and the folders above when nothing else is in them. */
export async function removeState({ path }: LabFolder): Promise<void> {
  await remove(path);
  // The folder that all labs share goes with the last of them.
  await rmdir(dirname(path)).catch(() => undefined);
}

/** Takes back the folders that were made for a lab that then could not be begun. */
export async function removeIfEmpty({ path }: LabFolder): Promise<void> {
  await rmdir(path).catch(() => undefined);
  await rmdir(dirname(path)).catch(() => undefined);
}

/** Where a person reaches a component's port, as "127.0.0.1:16686". @throws LabError when it is not published */
export function addressIn(state: LabState, component: string, port: string): string {
  const found = state.components
    .find(({ name }) => name === component)
    ?.ports.find(({ name }) => name === port);
  if (!found) throw new LabError(`lab "${state.name}" publishes no ${port} port of ${component}`);
  return `${found.host}:${found.hostPort}`;
}

/** The argument of the `up` that brings the same lab up again: without it, that would be another scenario. */
export const scenarioTyped = ({ topology, scenario }: LabState): string =>
  topology?.file ?? scenario;
