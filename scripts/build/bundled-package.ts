import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { licences, packagesIn } from './licences.ts';

/**
 * Writes `<outdir>/node_modules/<name>` with one file instead of a hundred, including its dependencies. It is still
 * required by its package name, so that it can be instrumented, and loads in half the time.
 *
 * @returns the folders of the packages that are in it
 */
export async function bundlePackage(
  name: string,
  outdir: string,
  options: BuildOptions,
): Promise<string[]> {
  const folder = join(outdir, 'node_modules', name);
  const entry = createRequire(join(process.cwd(), 'package.json')).resolve(name);
  const { metafile } = await build({
    ...options,
    entryPoints: [entry],
    outfile: join(folder, 'index.js'),
    metafile: true,
  });
  const { version, license } = JSON.parse(
    await readFile(join('node_modules', name, 'package.json'), 'utf8'),
  ) as { version: string; license: string };
  const manifest = { name, version, license, main: 'index.js' };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const packages = packagesIn(metafile);
  await writeFile(join(folder, 'LICENSES.txt'), await licences(packages));
  return packages;
}

/**
 * Copies a package whose files are instrumented individually, and bundles each of its dependencies.
 *
 * @param files its own files, or folders of them, beside package.json and the licence
 * @returns the folders of the packages that were copied or bundled
 */
export async function copyPackage(
  name: string,
  files: readonly string[],
  outdir: string,
  options: BuildOptions,
): Promise<string[]> {
  const from = join('node_modules', name);
  const { dependencies = {} } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  const copies = ['package.json', 'LICENSE', ...files].map((file) =>
    cp(join(from, file), join(outdir, from, file), {
      recursive: true,
      filter: (path) => !path.endsWith('.d.ts'),
    }),
  );
  await Promise.all(copies);
  const bundles = Object.keys(dependencies).map((needed) => bundlePackage(needed, outdir, options));
  return [from, ...(await Promise.all(bundles)).flat()];
}
