import { readdir, readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram, runWithoutWarning } from './run-program.ts';

/** The installed program. */
export interface Installed {
  /** Its path, or the one of a package manager that starts it. */
  readonly bin: string;
  /** Arguments before the program's own. */
  readonly before: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** The prefix of the installation. */
  readonly prefix: string;
}

type Install = (file: string, home: string) => Promise<{ value: Installed; about: string }>;

const MB = 1e6;

/**
 * @param options `isBuilt`: what is in `dist` is packed, which others may be using
 * @returns the path of the packed file in `folder`
 */
export async function pack(
  folder: string,
  { isBuilt }: { readonly isBuilt: boolean },
): Promise<{ path: string; about: string }> {
  const args = ['pack', '--json', '--pack-destination', folder];
  const out = await runProgram('npm', isBuilt ? [...args, '--ignore-scripts'] : args, {
    env: process.env,
    cwd: process.cwd(),
  });
  // The build that comes first may print, too.
  const [facts] = JSON.parse(out.slice(out.indexOf('[\n'))) as {
    readonly filename: string;
    readonly size: number;
    readonly unpackedSize: number;
    readonly entryCount: number;
  }[];
  if (facts === undefined) throw new Error('npm pack names no file');
  const { size, unpackedSize, entryCount } = facts;
  return {
    path: join(folder, facts.filename),
    about: `${(size / MB).toFixed(2)} MB packed, ${(unpackedSize / MB).toFixed(2)} MB unpacked, ${entryCount} files`,
  };
}

/** An environment as of a new user: nothing of this project's or this user's, apart from how registries are reached. */
function emptyHome(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(PATH|LANG|.*_proxy|.*_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_registry)$/.test(
      name,
    ),
  );
  return { ...Object.fromEntries(kept), HOME: home, TMPDIR: home, NO_COLOR: '1' };
}

/** Each package manager's way; those that do not come with Node.js are fetched from their npm packages first. */
export const installers: Readonly<Record<string, Install>> = {
  npm: (file, home) => installByNpm('npm', file, emptyHome(home)),
  // Warns about more than the npm of an older Node.js.
  'newest npm': async (file, home) => {
    const { bin, env } = await fetchManager('npm', home);
    return installByNpm(bin, file, env);
  },
  npx: (file, home) => {
    const before = ['--yes', '--package', file, 'jaeger-lab'];
    const value = { bin: 'npx', before, env: emptyHome(home), prefix: home };
    return Promise.resolve({ value, about: 'with its first use' });
  },
  pnpm: async (file, home) => {
    const prefix = join(home, 'pnpm');
    const bin = join(prefix, 'bin');
    const manager = await fetchManager('pnpm', home);
    const { PATH: path } = manager.env;
    const env = { ...manager.env, PNPM_HOME: prefix, PATH: [bin, prefix, path].join(delimiter) };
    await runWithoutWarning(manager.bin, ['add', '--global', file], { env });
    return { value: { bin: 'jaeger-lab', before: [], env, prefix }, about: '' };
  },
  yarn: async (file, home) => {
    const { bin: yarn, env } = await fetchManager('yarn', home);
    const prefix = join(home, 'yarn');
    // Else root's packages go into one folder for all homes, whose earlier ones have to be there still.
    const folders = [
      '--global-folder',
      join(home, 'global'),
      '--cache-folder',
      join(home, 'cache'),
    ];
    const args = ['global', 'add', '--prefix', prefix, ...folders, `file:${file}`];
    await runWithoutWarning(yarn, args, { env });
    return { value: { bin: join(prefix, 'bin/jaeger-lab'), before: [], env, prefix }, about: '' };
  },
};

async function installByNpm(
  npm: string,
  file: string,
  env: NodeJS.ProcessEnv,
): ReturnType<Install> {
  const prefix = join(env['HOME'] ?? '', 'prefix');
  await runWithoutWarning(npm, ['install', '--global', '--prefix', prefix, file], { env });
  const bin = join(prefix, 'bin/jaeger-lab');
  const about = await sizeOf(join(prefix, 'lib/node_modules'));
  return { value: { bin, before: [], env, prefix }, about };
}

async function fetchManager(name: string, home: string): Promise<Installed> {
  const prefix = join(home, 'manager');
  const env = emptyHome(home);
  await runProgram('npm', ['install', '--global', '--prefix', prefix, name], { env });
  return { bin: join(prefix, 'bin', name), before: [], env, prefix };
}

/** @returns the path of this version of Node.js, from the npm package that `node` depends on */
export async function fetchNode(
  version: string,
  folder: string,
): Promise<{ value: string; about: string }> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, `node-${version}`);
  const env = emptyHome(folder);
  await runProgram('npm', ['install', '--prefix', prefix, `${name}@${version}`], { env });
  const value = join(prefix, 'node_modules', name, 'bin/node');
  return { value, about: (await runProgram(value, ['--version'], { env })).trim() };
}

/** A package that a package manager has installed, not one that is bundled within another. */
const MANIFEST = /^((@[^/]+\/)?[^/]+\/node_modules\/)*(@[^/]+\/)?[^/]+\/package\.json$/;

/** Megabytes and number of packages in a `node_modules`. */
async function sizeOf(folder: string): Promise<string> {
  const paths = await readdir(folder, { recursive: true });
  const files = await Promise.all(paths.map((path) => stat(join(folder, path))));
  const bytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
  const manifests = paths.filter((path) => MANIFEST.test(path)).map((path) => join(folder, path));
  const scripts = (await Promise.all(manifests.map(hasInstallScript))).filter(Boolean).length;
  return `${(bytes / MB).toFixed(2)} MB, packages: ${manifests.length}, install scripts: ${scripts}`;
}

async function hasInstallScript(manifest: string): Promise<boolean> {
  const { scripts = {} } = JSON.parse(await readFile(manifest, 'utf8')) as {
    scripts?: Readonly<Record<string, string>>;
  };
  return ['preinstall', 'install', 'postinstall', 'prepare'].some((name) => name in scripts);
}
