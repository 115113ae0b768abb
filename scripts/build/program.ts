import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Metafile, type Plugin, build } from 'esbuild';

/**
 * Parts of dockerode that only an engine behind ssh, or a BuildKit build, needs. They pull in ssh2 and gRPC, two
 * thirds of its loading time, so they stay in node_modules and are loaded when they are called.
 */
const RARELY_CALLED = ['docker-modem/lib/ssh', 'dockerode/lib/session'];

const loadWhenCalled: Plugin = {
  name: 'load-when-called',
  setup(build) {
    for (const path of RARELY_CALLED) {
      build.onLoad({ filter: new RegExp(`/node_modules/${path}\\.js$`) }, () => ({
        contents: `module.exports = (...args) => require('${path}')(...args);`,
      }));
    }
  },
};

/**
 * Bundles the command-line program into `<outdir>/main.js` and chunks that are loaded when a command needs them:
 * one read file instead of hundreds is what makes `--help` instant. `<outdir>/meta.json` tells what went where.
 */
export async function buildProgram(outdir: string): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const { metafile } = await build({
    entryPoints: { main: 'src/main.ts' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    define: { JAEGER_LAB_VERSION: JSON.stringify(version) },
    // CommonJS packages in the bundle call require for node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    external: RARELY_CALLED,
    plugins: [loadWhenCalled],
    legalComments: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(join(outdir, 'meta.json'), JSON.stringify(metafile));
  await chmod(join(outdir, 'main.js'), 0o755);
  await removeStaleChunks(join(outdir, 'chunks'), metafile);
}

/** Chunks are named by their content. The old ones go last, so that a program that runs meanwhile finds its own. */
async function removeStaleChunks(folder: string, { outputs }: Metafile): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => !Object.hasOwn(outputs, join(folder, name)));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
}
