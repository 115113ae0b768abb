import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, type Metafile, type Plugin, build } from 'esbuild';
import { packagesIn } from './licences.ts';
import { partOfUndici } from './part-of-undici.ts';

/**
 * What dockerode loads and a lab never asks of it: builds by BuildKit and from a folder. With them come gRPC, protobufjs
 * and tar-fs, most of its loading time.
 */
const NEVER_USED = /\/(dockerode\/lib\/(session|buildkit)|tar-fs\/index)\.js$/;

/** Only an engine behind ssh needs it, and ssh2 is larger than all else of dockerode. */
const SSH = 'docker-modem/lib/ssh.js';

/**
 * Loads the agent when it is needed, and gives its streams the timeout of a socket: a request with a timeout calls
 * `setTimeout`, which a stream of ssh2 does not have.
 */
const SSH_AGENT = `module.exports = (options) => {
  const agent = require('../ssh.cjs')(options);
  const connect = agent.createConnection;
  agent.createConnection = (request, done) => connect(request, (error, stream) => {
    let timer;
    const stop = () => clearTimeout(timer);
    if (stream) {
      stream.setTimeout = (ms) => {
        stop();
        timer = ms > 0 ? setTimeout(() => stream.emit('timeout'), ms) : undefined;
        return stream;
      };
      stream.once('close', stop);
    }
    done(error, stream);
  });
  return agent;
};`;

const partsOfDockerode: Plugin = {
  name: 'parts-of-dockerode',
  setup(build) {
    build.onLoad({ filter: NEVER_USED }, () => ({ contents: 'module.exports = {};' }));
    build.onResolve({ filter: /^\.\.\/ssh\.cjs$/ }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: new RegExp(`/${SSH}$`) }, () => ({
      contents: SSH_AGENT,
    }));
  },
};

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'linked',
  minify: true,
  // A stack says where it was, and errors what they are.
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Bundles the command-line program into `<outdir>/main.js`, the embedded backend that it starts as a process of its own
 * into `<outdir>/backend.js`, the embedded store likewise into `<outdir>/redis.js`, and chunks that are loaded when a command needs them:
 * one read file instead of hundreds makes a command start fast. `<outdir>/meta.json` lists the contents of each file.
 *
 * @returns the folders of the packages that are in it
 */
export async function buildProgram(outdir: string, version: string): Promise<string[]> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: {
      main: 'src/main.ts',
      backend: 'src/backend/main.ts',
      redis: 'src/redis/main.ts',
      'log-keeper': 'src/runtime/local/log-keeper.ts',
    },
    outdir,
    splitting: true,
    format: 'esm',
    chunkNames: 'chunks/[name]-[hash]',
    define: { JAEGER_LAB_VERSION: JSON.stringify(version) },
    // CommonJS packages in the bundle call require for Node's own modules.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [partsOfDockerode, partOfUndici],
  });
  await writeFile(join(outdir, 'meta.json'), JSON.stringify(metafile));
  await chmod(join(outdir, 'main.js'), 0o755);
  await removeStaleChunks(join(outdir, 'chunks'), metafile);
  const ssh = await build({
    ...COMMON,
    entryPoints: { ssh: `node_modules/${SSH}` },
    outdir,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    // Native parts of ssh2, which does without them.
    external: ['*.node', 'cpu-features'],
  });
  return [metafile, ssh.metafile].flatMap(packagesIn);
}

/** Chunks are named by their content. Old ones are removed last, so that a running program still finds its own. */
async function removeStaleChunks(folder: string, { outputs }: Metafile): Promise<void> {
  const names = await readdir(folder);
  const stale = names.filter((name) => !Object.hasOwn(outputs, join(folder, name)));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
}
