import { readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../../src/runtime/docker/tar.ts';

/** What lies in a folder and below, as entries below `to`; all may be read, whatever the modes here. */
export async function entriesOf(folder: string, to: string): Promise<Entry[]> {
  const entries: Entry[] = [{ kind: 'folder', path: to, mode: 0o755 }];
  const found = await readdir(folder, { withFileTypes: true });
  for (const item of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const from = join(folder, item.name);
    const path = `${to}/${item.name}`;
    if (item.isDirectory()) entries.push(...(await entriesOf(from, path)));
    else if (item.isSymbolicLink()) entries.push({ kind: 'link', path, to: await readlink(from) });
    else {
      const isExecutable = ((await stat(from)).mode & 0o100) !== 0;
      entries.push({ kind: 'file', path, mode: isExecutable ? 0o755 : 0o644, from });
    }
  }
  return entries;
}
