import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../src/base/errors.ts';

/** Where finished parts are kept between runs. */
export function partsFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: cache = '' } = env;
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'jaeger-lab', 'parts');
}

/** A short name for exactly these inputs; the parts are kept apart, so that `['ab', 'c']` is not `['a', 'bc']`. */
export function keyOf(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(createHash('sha256').update(input).digest());
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder that `make` fills, made only once for each name. It appears under its name when it is complete and not
 * before, so an interrupted run leaves nothing that a later one would take for finished, and of two runs at once
 * the first to finish wins.
 *
 * @param name unique for what the folder holds: ends with the key of its inputs
 * @param make is told whether an earlier run began and did not finish
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
    // Another run was faster, and its folder is as good as ours.
    if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(failure) ?? '')) throw failure;
  }
  return kept;
}

/** No build takes a day: what is unfinished for longer was left by a killed run. */
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
