import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../src/base/errors.ts';

/** The cache of finished parts. */
export function partsFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: cache = '' } = env;
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'jaeger-lab', 'parts');
}

/** A short hash of these inputs, with separators, so that `['ab', 'c']` differs from `['a', 'bc']`. */
export function keyOf(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(createHash('sha256').update(input).digest());
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder that `make` fills, created once per name. It gets its name only when it is complete, so that an
 * interrupted run leaves nothing that looks finished; of two runs at the same time the first to finish wins.
 *
 * @param name unique for what the folder holds: ends with the key of its inputs
 * @param make gets whether an earlier run did not finish
 */
export async function keep(
  name: string,
  make: (folder: string, isSecondTry: boolean) => Promise<void>,
  parts = partsFolder(),
): Promise<string> {
  const kept = join(parts, name);
  if (await exists(kept)) return kept;
  await mkdir(parts, { recursive: true });
  await removeAbandoned(parts);
  const begun = join(parts, `.begun-${name}`);
  const isSecondTry = await exists(begun);
  await writeFile(begun, '');
  const unfinished = await mkdtemp(join(parts, `.${name}-`));
  try {
    await make(unfinished, isSecondTry);
    await rename(unfinished, kept);
    await rm(begun, { force: true });
  } catch (failure) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run was faster; its folder is equivalent.
    if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(failure) ?? '')) throw failure;
  }
  return kept;
}

/** No build takes a day: an older unfinished folder is from a killed run. */
const ABANDONED_MS = 24 * 60 * 60_000;

async function removeAbandoned(parts: string): Promise<void> {
  const unfinished = (await readdir(parts)).filter((name) => name.startsWith('.'));
  for (const folder of unfinished.map((name) => join(parts, name))) {
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(folder, { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
