import { join } from 'node:path';
import { unpackPackages } from '../engine/unpack.ts';
import { keep, keyOf } from './cache.ts';
import { rootWith } from './glibc-root.ts';
import type { Making } from './go-part.ts';
import type { Platform } from './platform.ts';
import { shell } from './shell.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';

/** The version of Debian 12. */
export const PROMETHEUS_VERSION = '2.42.0';

const PACKAGES = ['prometheus'];
/** What its start and its health check need. */
const COMMANDS = ['sh', 'wget', 'cat'];

export const prometheusPartKey = (platform: Platform): Promise<string> =>
  Promise.resolve(keyOf([...PACKAGES, ...COMMANDS, platform.arch]));

/** A root file system with Prometheus, from Debian's package, and a shell. */
export async function prometheusRoot(platform: Platform, making: Making): Promise<Entry[]> {
  const folder = await keep(`prometheus-${process.arch}-${keyOf(PACKAGES)}`, async (empty) => {
    making.note('downloading Prometheus from its Debian package');
    await unpackPackages(PACKAGES, empty, making.signal);
  });
  const program = {
    name: 'Prometheus',
    path: 'usr/bin/prometheus',
    instead: 'prom/prometheus:v2.55.1',
    binary: () => Promise.resolve(join(folder, 'usr/bin/prometheus')),
  };
  return [
    ...(await rootWith(program, platform, making.signal)),
    ...(await shell(COMMANDS, making)),
  ];
}
