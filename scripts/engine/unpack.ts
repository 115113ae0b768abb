import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../images/tool.ts';
import { apt } from './install.ts';

/**
 * Fetches Debian packages into an empty folder and unpacks them there. Not installed: what is installed may start as a
 * service, on a port that somebody else has.
 *
 * @throws LabError where apt cannot fetch them
 */
export async function unpackPackages(
  packages: readonly string[],
  empty: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await apt(['update', '-q'], signal);
  // apt downloads as a user of its own, unless that user may not write here.
  await apt(['-o', 'APT::Sandbox::User=root', 'download', ...packages], signal, empty);
  for (const debianPackage of await readdir(empty)) {
    await runTool({
      command: 'dpkg-deb',
      args: ['--extract', join(empty, debianPackage), empty],
      limit: { withinMs: 60_000 },
      signal,
      purpose: `unpack ${packages.join(', ')}`,
      whenMissing: 'dpkg comes with Debian and Ubuntu',
    });
  }
}
