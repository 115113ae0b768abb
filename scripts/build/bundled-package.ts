import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/** The folder of the package that contains a file below node_modules. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * Writes `<outdir>/node_modules/<name>` with one file instead of a hundred, including its dependencies. It is still
 * required by its package name, so that it can be instrumented, and loads in half the time.
 */
export async function bundlePackage(
  name: string,
  outdir: string,
  options: BuildOptions,
): Promise<void> {
  const folder = join(outdir, 'node_modules', name);
  const entry = createRequire(join(process.cwd(), 'package.json')).resolve(name);
  const { metafile } = await build({
    ...options,
    entryPoints: [entry],
    outfile: join(folder, 'index.js'),
    metafile: true,
  });
  const root = PACKAGE.exec(entry)?.[0] ?? '';
  const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
  };
  const manifest = { name, version, license, main: 'index.js' };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const roots = new Set(
    Object.keys(metafile.inputs).map((path) => PACKAGE.exec(path)?.[0] ?? root),
  );
  await writeFile(join(folder, 'LICENSES.txt'), await licenceTexts([...roots].sort()));
}

/**
 * Copies a package whose files are instrumented individually, and bundles each of its dependencies.
 *
 * @param files its own files, or folders of them, beside package.json and the licence
 */
export async function copyPackage(
  name: string,
  files: readonly string[],
  outdir: string,
  options: BuildOptions,
): Promise<void> {
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
  const bundles = Object.keys(dependencies).map((needed) => bundlePackage(needed, outdir, options));
  await Promise.all([...copies, ...bundles]);
}

/** The licences require their texts beside the code. */
async function licenceTexts(roots: readonly string[]): Promise<string> {
  const texts = await Promise.all(
    roots.map(async (root) => {
      const files = (await readdir(root)).filter((file) => /^licen[cs]e/i.test(file)).sort();
      const found = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
      return [`${root.replace(/^.*node_modules\//, '')}\n`, ...found].join('\n');
    }),
  );
  return texts.join('\n');
}
