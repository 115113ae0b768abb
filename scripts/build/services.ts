import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { HASH_FILE, servicesContext } from '../../src/runtime/docker/services-context.ts';
import { bundlePackage, copyPackage } from './bundled-package.ts';
import {
  deferPackages,
  grpcFromItsBundle,
  laterBundle,
  laterBundles,
} from './deferred-packages.ts';
import { packagesIn } from './licences.ts';

const SERVICES = [
  ...['api-gateway', 'enricher', 'gateway', 'order', 'payment', 'relay', 'strategies', 'sync'],
  ...['sync-gateway', 'topology', 'user', 'validator'],
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

/** A smaller file compiles faster. Functions keep their names: spans of Express middleware are named after them. */
const SMALL = { minify: true, keepNames: true } satisfies BuildOptions;

/**
 * Bundles each service to `<outdir>/services/<name>.cjs`, the tracing preload to `tracing.cjs` beside them (with the
 * parts of it that it loads when needed), express and ioredis as packages of one file each, and the Dockerfile of their
 * image, so that the folder is its build context, with the hash that names the image.
 *
 * @returns the folders of the packages that are in it
 */
export async function buildServices(outdir: string): Promise<string[]> {
  const bundles = join(outdir, 'services');
  const packages = await Promise.all([
    bundleServices(bundles),
    bundleTracing(bundles),
    bundlePackage('express', bundles, {
      ...COMMON,
      ...SMALL,
      external: ['router'],
      plugins: [onlyUnicode],
    }),
    bundlePackage('ioredis', bundles, { ...COMMON, ...SMALL }),
    // Its instrumentation patches lib/layer.js.
    copyPackage('router', ['index.js', 'lib'], bundles, { ...COMMON, ...SMALL }),
  ]);
  await cp('services/Dockerfile', join(bundles, 'Dockerfile'));
  const hash = createHash('sha256');
  for await (const chunk of await servicesContext(bundles)) hash.update(chunk as Buffer);
  await writeFile(join(bundles, HASH_FILE), hash.digest('hex').slice(0, 12));
  return packages.flat();
}

/** A body in Shift JIS or GBK is refused as of an unknown charset: JSON is UTF-8, and the tables are half of express. */
const onlyUnicode: Plugin = {
  name: 'only-unicode',
  setup(build) {
    build.onLoad(
      { filter: /\/iconv-lite\/encodings\/(dbcs-data|sbcs-data-generated)\.js$/ },
      () => ({
        contents: 'module.exports = {};',
      }),
    );
  },
};

async function bundleServices(outdir: string): Promise<string[]> {
  const entryPoints = Object.fromEntries(
    SERVICES.map((name) => [name, `services/${name}/main.ts`]),
  );
  const { metafile } = await build({ ...BUNDLES, entryPoints, outdir, metafile: true });
  return packagesIn(metafile);
}

async function bundleTracing(outdir: string): Promise<string[]> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const options = {
    ...BUNDLES,
    ...SMALL,
    define: { SERVICE_VERSION: JSON.stringify(version) },
    alias: oneCopyOf('@opentelemetry/core', '@opentelemetry/resources'),
    metafile: true,
  } satisfies BuildOptions;
  const later = new Map<string, string>();
  const preload = await build({
    ...options,
    entryPoints: {
      tracing: 'services/shared/tracing.ts',
      instrument: 'services/shared/instrument.ts',
    },
    outdir,
    plugins: [deferPackages(later)],
  });
  const apart = [...laterBundles(later)].map(([file, contents]) =>
    build({
      ...options,
      stdin: { contents, resolveDir: process.cwd() },
      outfile: join(outdir, file),
      plugins: file === laterBundle('@grpc/grpc-js') ? [] : [grpcFromItsBundle],
    }),
  );
  const all = [preload, ...(await Promise.all(apart))];
  return all.flatMap(({ metafile }) => packagesIn(metafile));
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
