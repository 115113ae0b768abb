import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../images/tool.ts';
import { apt } from './install.ts';

/**
 * Downloads Debian packages into an empty folder and unpacks them there. They are not installed, because an installed
 * package may start a service on a port that is in use.
 *
 * @throws LabError when apt cannot download them
 */
export async function unpackPackages(
  packages: readonly string[],
  empty: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await apt(['update', '-q'], signal);
  // apt downloads as its own user, unless that user has no write permission here.
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
