import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { tarOf } from './tar.ts';

/** Names the content of the folder that it lies in, and is not a part of it. */
export const HASH_FILE = 'hash';

/**
 * The build context of the services' image: what the program's build put into `folder`, Dockerfile included, as a tar
 * archive. The same content gives the same bytes.
 */
export async function servicesContext(folder: string): Promise<Readable> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => path !== HASH_FILE)
    .sort();
  return tarOf(
    paths.map((path) => ({ kind: 'file', path, mode: 0o644, from: join(folder, path) })),
  );
}

/** The first 12 hex digits of the SHA-256 of the context, as the build wrote them down: no `up` has to read 4 MB. */
export async function servicesHash(folder: string): Promise<string> {
  return readFile(join(folder, HASH_FILE), 'utf8');
}
