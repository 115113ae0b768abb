import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { tarOf } from '../images/tar.ts';
import { bundlePackage, copyPackage } from './bundled-package.ts';
import { deferPackages, laterBundles } from './deferred-packages.ts';

const SERVICES = [
  ...['api-gateway', 'enricher', 'gateway', 'order', 'payment', 'relay', 'sync', 'sync-gateway'],
  ...['topology', 'user', 'validator'],
];

const COMMON = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
} satisfies BuildOptions;

const BUNDLES = {
  ...COMMON,
  // Instrumented when they are required, which does not happen inside a bundle.
  external: ['express', 'ioredis', 'undici'],
  outExtension: { '.js': '.cjs' },
} satisfies BuildOptions;

/** A smaller file compiles faster; names are kept for readable stack traces. */
const SMALL = { minifySyntax: true, minifyWhitespace: true } satisfies BuildOptions;

/**
 * Bundles each service to `<outdir>/services/<name>.cjs`, the tracing preload to `tracing.cjs` beside them (with the
 * parts of it that it loads when needed) and express and ioredis to a package of one file each, and packs what their image is built
 * from: `<outdir>/services-image/context.tar`, the same bytes for the same input, with the first 12 hex digits of its
 * SHA-256 in `<outdir>/services-image/hash`.
 */
export async function buildServices(outdir: string): Promise<void> {
  const bundles = join(outdir, 'services');
  await Promise.all([
    bundleServices(bundles),
    bundleTracing(bundles),
    bundlePackage('express', bundles, { ...COMMON, ...SMALL, external: ['router'] }),
    bundlePackage('ioredis', bundles, { ...COMMON, ...SMALL }),
    // Its instrumentation patches lib/layer.js.
    copyPackage('router', ['index.js', 'lib'], bundles, { ...COMMON, ...SMALL }),
  ]);
  await packImage(bundles, join(outdir, 'services-image'));
}

async function bundleServices(outdir: string): Promise<void> {
  const entryPoints = Object.fromEntries(
    SERVICES.map((name) => [name, `services/${name}/main.ts`]),
  );
  await build({ ...BUNDLES, entryPoints, outdir });
}

async function bundleTracing(outdir: string): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const options = {
    ...BUNDLES,
    ...SMALL,
    define: { SERVICE_VERSION: JSON.stringify(version) },
    alias: oneCopyOf('@opentelemetry/core', '@opentelemetry/resources'),
  };
  const later = new Map<string, string>();
  await build({
    ...options,
    entryPoints: { tracing: 'services/shared/tracing.ts' },
    outdir,
    plugins: [deferPackages(later)],
  });
  const apart = [...laterBundles(later)].map(([file, contents]) =>
    build({
      ...options,
      stdin: { contents, resolveDir: process.cwd() },
      outfile: join(outdir, file),
    }),
  );
  await Promise.all(apart);
}

/**
 * npm installs a copy for each package of the SDK. One is enough, and an error handler that is set in one copy is not
 * called by the others.
 */
function oneCopyOf(...packages: string[]): Record<string, string> {
  const ours = createRequire(join(process.cwd(), 'package.json'));
  const sdk = createRequire(ours.resolve('@opentelemetry/sdk-node'));
  return Object.fromEntries(
    packages.map((name) => [name, dirname(sdk.resolve(`${name}/package.json`))]),
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function packImage(bundles: string, outdir: string): Promise<void> {
  const files = new Map([
    ['Dockerfile', 'services/Dockerfile'],
    ...(await filesBelow(bundles)).map((name) => [name, join(bundles, name)] as const),
  ]);
  const entries = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, from]) => ({ kind: 'file', path, mode: 0o644, from }) as const);
  const tar = Buffer.concat((await tarOf(entries).toArray()) as Buffer[]);
  const hash = createHash('sha256').update(tar).digest('hex').slice(0, 12);
  await mkdir(outdir, { recursive: true });
  await writeFile(join(outdir, 'context.tar'), tar);
  await writeFile(join(outdir, 'hash'), hash);
}
