import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What runs, what says how, and the licence. Not documentation, types, maps. */
const WANTED = /(\.(c|m)?js|\.json|^LICEN[CS]E.*)$/i;
const UNWANTED_FOLDERS = new Set(['node_modules', 'test', '.github']);

/**
 * The files of an installed package and of everything that it needs in production.
 *
 * @returns pairs of the path in the image and the path here; both start with node_modules/
 */
export async function packageFiles(name: string): Promise<[string, string][]> {
  const folders = new Set<string>();
  await collect(join('node_modules', name), folders);
  const files = await Promise.all([...folders].map(filesIn));
  return files.flat().map((file) => [file, file]);
}

async function collect(folder: string, found: Set<string>): Promise<void> {
  if (found.has(folder)) return;
  found.add(folder);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    await collect(findPackage(name, folder), found);
  }
}

/** As require finds it: in the node_modules of the folder, else of one above it. */
function findPackage(name: string, from: string): string {
  for (let folder = from; folder !== '.'; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
  }
  return join('node_modules', name);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return UNWANTED_FOLDERS.has(entry.name) ? [] : filesIn(path);
      return WANTED.test(entry.name) ? [path] : [];
    }),
  );
  return nested.flat();
}
