import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { listIfThere } from '../base/files.ts';
import { DEFAULT_LAB, type LabFolder, isLabName, labFolder } from './lab-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folders of all labs of this user: of those that are up, and of those of which only the ledger is left. */
export async function labFolders(env: Environment): Promise<LabFolder[]> {
  const names = await listIfThere(dirname(labFolder(DEFAULT_LAB, env).path));
  return names.filter((name) => isLabName(name)).map((name) => labFolder(name, env));
}

/** Whether there is a lab, or was: `down` removes its state. */
export async function hasState({ state }: LabFolder): Promise<boolean> {
  return lstat(state).then(
    () => true,
    () => false,
  );
}
