import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackPackages } from '../engine/unpack.ts';
import { keep } from './cache.ts';
import type { Making } from './go-part.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';

/**
 * A static shell with the small programs that an entry point and a health check need.
 *
 * @param commands their names: "sh", "wget"
 */
export async function shell(
  commands: readonly string[],
  { note, signal }: Making,
): Promise<Entry[]> {
  const folder = await keep(`busybox-${process.arch}`, async (empty) => {
    note('downloading BusyBox from its Debian package');
    await unpackPackages(['busybox-static'], empty, signal);
    await rename(join(empty, 'bin/busybox'), join(empty, 'busybox'));
  });
  return [
    { kind: 'file', path: 'usr/bin/busybox', mode: 0o755, from: join(folder, 'busybox') },
    ...commands.map((name): Entry => ({ kind: 'link', path: `usr/bin/${name}`, to: 'busybox' })),
  ];
}
