import { chmod, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError, reasonOf } from '../../src/base/errors.ts';
import { findRedis } from '../../src/runtime/local/real-redis.ts';
import { unpackPackages } from '../engine/unpack.ts';
import { keep, keyOf } from './cache.ts';
import { rootWith } from './glibc-root.ts';
import type { Making } from './go-part.ts';
import type { Platform } from './platform.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';

/** The version of Debian 12. */
export const REDIS_VERSION = '7.0.15';

/** The first contains the server, under another name; the others its less common libraries. */
const PACKAGES = ['redis-tools', 'libatomic1', 'libjemalloc2', 'liblzf1'];

/** Its libraries are outside the system's search path. */
const WRAPPER = `#!/bin/sh
here=\${0%/*}
LD_LIBRARY_PATH=$(echo "$here"/usr/lib/*-linux-gnu) exec "$here"/bin/redis-server "$@"
`;

export const redisPartKey = (platform: Platform): Promise<string> =>
  Promise.resolve(keyOf([...PACKAGES, WRAPPER, platform.arch]));

/**
 * The folder with a real Redis: `redis-server` to start it, and in `bin` the program itself. Unpacked from Debian's
 * packages and not installed: an installed one would start as a service on Redis's usual port.
 */
async function redisFolder({ note, signal }: Making): Promise<string> {
  return keep(`redis-${process.arch}-${keyOf([...PACKAGES, WRAPPER])}`, async (empty) => {
    note('downloading Redis from Debian packages');
    await unpackPackages(PACKAGES, empty, signal);
    // One program has both functions, selected by its name.
    await rename(join(empty, 'usr/bin'), join(empty, 'bin'));
    await rename(join(empty, 'bin/redis-check-rdb'), join(empty, 'bin/redis-server'));
    await writeFile(join(empty, 'redis-server'), WRAPPER);
    await chmod(join(empty, 'redis-server'), 0o755);
  });
}

/**
 * @returns the path of a real redis-server that runs on this machine: Debian's, or the one that is installed where
 *   that cannot be had
 * @throws LabError when neither is available
 */
export async function ensureRedis(making: Making): Promise<string> {
  try {
    return join(await redisFolder(making), 'redis-server');
  } catch (failure) {
    if (!(failure instanceof LabError) || making.signal?.aborted) throw failure;
    const installed = await findRedis(process.env['PATH']);
    if (installed === undefined) throw failure;
    making.note(`${reasonOf(failure)}: using ${installed}`);
    return installed;
  }
}

/** A root file system with a Redis server and its libraries. */
export async function redisRoot(platform: Platform, making: Making): Promise<Entry[]> {
  const program = {
    name: 'Redis',
    path: 'usr/bin/redis-server',
    instead: 'redis:7-alpine',
    binary: async () => join(await redisFolder(making), 'bin/redis-server'),
    libraryPath: (binary: string) => librariesBeside(binary),
  };
  return rootWith(program, platform, making.signal);
}

/** Debian's library folder, which is named after the architecture. */
function librariesBeside(binary: string): string {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return join(dirname(binary), '../usr/lib', triplet);
}
