import { join } from 'node:path';
import { keep } from '../images/cache.ts';
import type { Making } from '../images/go-part.ts';
import { unpackPackages } from './unpack.ts';

/**
 * A real image registry, to pull from. Unpacked from its Debian package and not installed: an installed one would start
 * as a service on port 5000, the port of the gateway.
 *
 * @returns the path of the program
 * @throws LabError when apt cannot download it
 */
export async function ensureRegistry({ note, signal }: Making): Promise<string> {
  const folder = await keep(`docker-registry-${process.arch}`, async (empty) => {
    note('fetching docker-registry');
    await unpackPackages(['docker-registry'], empty, signal);
  });
  return join(folder, 'usr/bin/docker-registry');
}
