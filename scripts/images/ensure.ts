import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LabError, reasonOf } from '../../src/base/errors.ts';
import { exists } from './cache.ts';
import { COMPOSE, goBinary, JAEGER_1, JAEGER_2, type Making } from './go-part.ts';
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

/** The path in Docker's own packages; Compose also runs without the docker command. */
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
    return await goBinary(COMPOSE, hostPlatform(), making);
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

/** @returns the path of a real jaeger-all-in-one 1.57 that runs on this machine */
export async function ensureJaeger(making: Making): Promise<string> {
  return goBinary(JAEGER_1, hostPlatform(), making);
}

/** @returns the path of a real jaeger 2.0 (its release candidate) that runs on this machine */
export async function ensureJaeger2(making: Making): Promise<string> {
  return goBinary(JAEGER_2, hostPlatform(), making);
}
