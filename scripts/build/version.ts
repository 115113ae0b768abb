import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** "0.1.0 (commit 26a3fc6)", or of a copy without git's records "0.1.0 (commit unknown)". */
export async function versionText(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  return `${version} (commit ${(await commit()) ?? 'unknown'})`;
}

/** With `-dirty` where files of the project differ from it; undefined without git, or where it tracks no such project. */
async function commit(): Promise<string | undefined> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args)).stdout.trim();
  try {
    // The project may have been unpacked inside another repository.
    if ((await git('ls-files', 'package.json')) === '') return undefined;
    return await git('describe', '--always', '--exclude=*', '--dirty', '--abbrev=7');
  } catch {
    return undefined;
  }
}
