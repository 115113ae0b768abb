import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keep } from '../images/cache.ts';
import type { Making } from '../images/go-part.ts';
import { runTool } from '../images/tool.ts';
import { apt } from './install.ts';

/**
 * A real image registry, to pull from. Unpacked from its Debian package and not installed: installed, it would start
 * as a service on port 5000, which is the gateway's.
 *
 * @returns the path of the program
 * @throws LabError where apt cannot fetch it
 */
export async function ensureRegistry({ note, signal }: Making): Promise<string> {
  const folder = await keep(`docker-registry-${process.arch}`, async (empty) => {
    note('fetching docker-registry');
    await apt(['update', '-q'], signal);
    // apt downloads as a user of its own, unless that user may not write here.
    await apt(['-o', 'APT::Sandbox::User=root', 'download', 'docker-registry'], signal, empty);
    const [debianPackage = ''] = await readdir(empty);
    await runTool({
      command: 'dpkg-deb',
      args: ['--extract', join(empty, debianPackage), empty],
      withinMs: 60_000,
      signal,
      purpose: 'unpack docker-registry',
      whenMissing: 'dpkg comes with Debian and Ubuntu',
    });
  });
  return join(folder, 'usr/bin/docker-registry');
}
