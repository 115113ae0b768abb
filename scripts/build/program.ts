import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Metafile, type Plugin, build } from 'esbuild';

/**
 * Parts of dockerode that only an engine behind ssh, a BuildKit build, or a build from a folder needs. They depend on
 * ssh2, gRPC, protobufjs and more, most of its loading time, so they stay in node_modules and are loaded on first use.
 */
const RARELY_USED = [
  'docker-modem/lib/ssh.js',
  'dockerode/lib/session.js',
  'dockerode/lib/buildkit.js',
  'tar-fs/index.js',
];

const loadWhenUsed: Plugin = {
  name: 'load-when-used',
  setup(build) {
    for (const path of RARELY_USED) {
      build.onLoad({ filter: new RegExp(`/node_modules/${path}$`) }, () => ({
        contents: `
          const load = () => require('module').createRequire(require.resolve('dockerode'))('${path}');
          module.exports = new Proxy(function () {}, {
            get: (_, key) => load()[key],
            apply: (_, self, args) => load().apply(self, args),
          });`,
      }));
    }
  },
};

/**
 * Bundles the command-line program into `<outdir>/main.js`, the embedded backend that it starts as a process of its own
 * into `<outdir>/backend.js`, the embedded store likewise into `<outdir>/redis.js`, and chunks that are loaded when a command needs them:
 * one read file instead of hundreds makes `--help` fast. `<outdir>/meta.json` lists the contents of each file.
 */
export async function buildProgram(outdir: string): Promise<void> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  const { metafile } = await build({
    entryPoints: {
      main: 'src/main.ts',
      backend: 'src/backend/main.ts',
      redis: 'src/redis/main.ts',
      'log-keeper': 'src/runtime/local/log-keeper.ts',
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: 'chunks/[name]-[hash]',
    define: { JAEGER_LAB_VERSION: JSON.stringify(version) },
    // CommonJS packages in the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [loadWhenUsed],
    legalComments: 'linked',
    minifyWhitespace: true,
    minifySyntax: true,
    metafile: true,
    logLevel: 'warning',
  });
  await writeFile(join(outdir, 'meta.json'), JSON.stringify(metafile));
  await chmod(join(outdir, 'main.js'), 0o755);
  await removeStaleChunks(join(outdir, 'chunks'), metafile);
}

/** Chunks are named by their content. Old ones are removed last, so that a running program still finds its own. */
async function removeStaleChunks(folder: string, { outputs }: Metafile): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => !Object.hasOwn(outputs, join(folder, name)));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
}
