import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LabError, reasonOf } from '../../src/base/errors.ts';
import { exists } from './cache.ts';
import { COMPOSE, type GoPart, goBinary, type Making } from './go-part.ts';
import { ensureImage, type LocalImageName } from './local-image.ts';
import { hostPlatform } from './platform.ts';

/** Builds the missing ones of the named images, one after the other: each build keeps all cores busy. */
export async function ensureImages<Name extends LocalImageName>(
  docker: Docker,
  names: readonly Name[],
  making: Making,
): Promise<Record<Name, string>> {
  const references: Partial<Record<Name, string>> = {};
  for (const name of names) references[name] = await ensureImage(docker, name, making);
  return references as Record<Name, string>;
}

export interface Ensured {
  readonly built: readonly LocalImageName[];
  readonly failures: readonly LabError[];
}

/** Builds what is missing of the named images; what fails does not take away what is finished. */
export async function ensureEach(
  docker: Docker,
  names: readonly LocalImageName[],
  making: Making,
): Promise<Ensured> {
  const built: LocalImageName[] = [];
  const failures: LabError[] = [];
  for (const name of names) {
    try {
      await ensureImage(docker, name, making);
      built.push(name);
    } catch (failure) {
      if (!(failure instanceof LabError)) throw failure;
      failures.push(failure);
      if (making.signal?.aborted === true) break;
    }
  }
  return { built, failures };
}

/** Where Docker's own packages put Compose; it runs without the docker command too. */
const PLUGIN_FOLDERS = [
  join(homedir(), '.docker/cli-plugins'),
  '/usr/local/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
];

/**
 * @returns the path of Docker Compose v2: the pinned release, or the one that is installed where it cannot be built
 * @throws LabError when neither is available
 */
export async function ensureCompose(making: Making): Promise<string> {
  try {
    return await ensureProgram(COMPOSE, making);
  } catch (failure) {
    if (!(failure instanceof LabError) || making.signal?.aborted) throw failure;
    for (const path of PLUGIN_FOLDERS.map((folder) => join(folder, 'docker-compose'))) {
      if (!(await exists(path))) continue;
      making.note(`${reasonOf(failure)}: using ${path}`);
      return path;
    }
    throw failure;
  }
}

/** @returns the path of a program from a Go module that runs on this machine */
export async function ensureProgram(part: GoPart, making: Making): Promise<string> {
  return goBinary(part, hostPlatform(), making);
}
