import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../../src/base/errors.ts';
import { exists } from './cache.ts';
import { hostPlatform, type Platform } from './platform.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';
import { runTool } from './tool.ts';

/** A program that is linked against the C library, for an image. */
export interface LinkedProgram {
  /** The name for messages. */
  readonly name: string;
  /** Its path in the image. */
  readonly path: string;
  /** The upstream image, for machines that cannot build this one. */
  readonly instead: string;
  readonly binary: () => Promise<string>;
  /** The folder of its own libraries, in addition to the machine's. */
  readonly libraryPath?: (binary: string) => string;
  /** Other files that are linked against the machine's libraries, and are put into the image elsewhere. */
  readonly also?: readonly string[];
  /** The machine's libraries that it loads by name at run time. */
  readonly loaded?: readonly string[];
}

/**
 * A root file system with a program and this machine's C library; the engine must therefore have the same platform.
 */
export async function rootWith(
  program: LinkedProgram,
  platform: Platform,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const host = hostPlatform();
  if (host.os !== 'linux' || host.arch !== platform.arch) {
    const asked = `an image of ${program.name} for linux/${platform.arch}`;
    throw new LabError(`${asked} cannot be built on ${host.os}/${host.arch}`, {
      hint: `build it on Linux of the same architecture, or pull ${program.instead}`,
    });
  }
  const binary = await program.binary();
  return [
    ...SKELETON,
    ...(await librariesOf(binary, program, signal)),
    { kind: 'file', path: program.path, mode: 0o755, from: binary },
  ];
}

const folder = (path: string, mode = 0o755): Entry => ({ kind: 'folder', path, mode });
const link = (path: string, to: string): Entry => ({ kind: 'link', path, to });
const text = (path: string, ...lines: string[]): Entry => ({
  kind: 'text',
  path,
  mode: 0o644,
  text: `${lines.join('\n')}\n`,
});

const SKELETON: readonly Entry[] = [
  ...['etc', 'usr', 'usr/bin', 'usr/lib', 'usr/lib64', 'usr/local', 'usr/local/bin'].map((path) =>
    folder(path),
  ),
  folder('tmp', 0o1777),
  link('bin', 'usr/bin'),
  link('lib', 'usr/lib'),
  link('lib64', 'usr/lib64'),
  text('etc/passwd', 'root:x:0:0:root:/:/', 'lab:x:10001:10001:lab:/tmp:/'),
  text('etc/group', 'root:x:0:', 'lab:x:10001:'),
  // The C library uses the engine's DNS only with this setting.
  text('etc/nsswitch.conf', 'hosts: files dns'),
];

/** The C library loads these by name for DNS lookups; newer versions include them. */
const NAME_SERVICE = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'];

async function librariesOf(
  binary: string,
  program: LinkedProgram,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const { also = [], loaded = [] } = program;
  const listing = await runTool({
    command: 'ldd',
    args: [binary, ...also],
    env: { ...process.env, LD_LIBRARY_PATH: program.libraryPath?.(binary) ?? '' },
    limit: { withinMs: 10_000 },
    signal,
    purpose: `find the libraries of ${program.name}`,
    whenMissing: 'build the images on a Linux with the GNU C library',
  });
  const own = new Set(also.map((path) => basename(path)));
  const paths = [...new Set(librariesIn(listing, program))].filter(
    (path) => !own.has(basename(path)),
  );
  const beside = dirname(paths.find((path) => path.endsWith('/libc.so.6')) ?? '/lib');
  for (const path of [...NAME_SERVICE, ...loaded].map((name) => join(beside, name))) {
    if ((await exists(path)) && !paths.includes(path)) paths.push(path);
  }
  return Promise.all(paths.map((path) => libraryEntry(path, beside)));
}

/** @throws LabError naming a missing library */
export function librariesIn(
  ldd: string,
  { name, instead }: Pick<LinkedProgram, 'name' | 'instead'>,
): string[] {
  const missing = /^\s*(\S+) => not found/m.exec(ldd)?.[1];
  if (missing !== undefined) {
    throw new LabError(`${name} needs ${missing}, which is not on this machine`, {
      hint: `install it, or use an engine that can pull ${instead}`,
    });
  }
  return [...ldd.matchAll(/(?:=>\s+|^\s*)(\/\S+)\s+\(0x/gm)].map(([, path = '']) => path);
}

/** @param beside the folder of the C library, which also gets the program's own libraries */
async function libraryEntry(path: string, beside: string): Promise<Entry> {
  const isMachines = /^(\/usr)?\/lib/.test(path);
  const place = isMachines ? path : join(beside, basename(path));
  // The image always has lib and lib64 as links into usr.
  const inside = place.startsWith('/usr/') ? place.slice(1) : `usr${place}`;
  return { kind: 'file', path: inside, mode: 0o755, from: await realpath(path) };
}
