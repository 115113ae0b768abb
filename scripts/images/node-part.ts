import { cp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../../src/base/errors.ts';
import { exists, keep, keyOf } from './cache.ts';
import { type Making, partFolder } from './go-part.ts';
import { hostPlatform, type Platform } from './platform.ts';
import type { Entry } from './tar.ts';
import { runTool } from './tool.ts';

const NAME = 'node-24';
const NPM_CPU = { amd64: 'x64', arm64: 'arm64' } as const;
const PINS = ['package.json', 'package-lock.json'];

/** 52 MB come over the network. */
const DOWNLOAD_WITHIN_MS = 5 * 60_000;

export async function nodePartKey(platform: Platform): Promise<string> {
  const pins = await Promise.all(PINS.map((file) => readFile(join(partFolder(NAME), file))));
  return keyOf([...pins, platform.arch]);
}

/** The Node.js binary for Linux, from its npm package. */
async function nodeBinary(platform: Platform, making: Making): Promise<string> {
  const cpu = NPM_CPU[platform.arch];
  const folder = await keep(`${NAME}-${cpu}-${await nodePartKey(platform)}`, async (empty) => {
    making.note('fetching Node.js 24 from its npm package (52 MB)');
    await Promise.all(PINS.map((file) => cp(join(partFolder(NAME), file), join(empty, file))));
    await runTool({
      command: 'npm',
      args: ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--os=linux', `--cpu=${cpu}`],
      cwd: empty,
      withinMs: DOWNLOAD_WITHIN_MS,
      signal: making.signal,
      purpose: 'fetch Node.js 24',
      whenMissing: 'install npm, which comes with Node.js',
    });
    await rename(join(empty, `node_modules/node-linux-${cpu}/bin/node`), join(empty, 'node'));
    await rm(join(empty, 'node_modules'), { recursive: true });
  });
  return join(folder, 'node');
}

/**
 * A root file system with Node.js and what it needs, which is this machine's C library: so the engine must be of
 * this machine's platform.
 */
export async function nodeRoot(platform: Platform, making: Making): Promise<Entry[]> {
  const host = hostPlatform();
  if (host.os !== 'linux' || host.arch !== platform.arch) {
    const asked = `a Node.js base image for linux/${platform.arch}`;
    throw new LabError(`${asked} cannot be built on ${host.os}/${host.arch}`, {
      hint: 'build it on Linux of the same architecture, or pull node:24-slim',
    });
  }
  const binary = await nodeBinary(platform, making);
  return [
    ...SKELETON,
    ...(await librariesOf(binary, making.signal)),
    { kind: 'file', path: 'usr/local/bin/node', mode: 0o755, from: binary },
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
  // Names resolve through the engine's DNS only when the C library is told to ask it.
  text('etc/nsswitch.conf', 'hosts: files dns'),
];

/** The C library loads these by name when a host name is looked up; newer ones carry them inside. */
const NAME_SERVICE = ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2'];

async function librariesOf(binary: string, signal?: AbortSignal): Promise<Entry[]> {
  const listing = await runTool({
    command: 'ldd',
    args: [binary],
    withinMs: 10_000,
    signal,
    purpose: 'find the libraries of Node.js',
    whenMissing: 'build the images on a Linux with the GNU C library',
  });
  const paths = librariesIn(listing);
  const beside = dirname(paths.find((path) => path.endsWith('/libc.so.6')) ?? '/lib');
  for (const path of NAME_SERVICE.map((name) => join(beside, name))) {
    if ((await exists(path)) && !paths.includes(path)) paths.push(path);
  }
  return Promise.all(paths.map(libraryEntry));
}

/** @throws LabError naming a library that this machine does not have */
export function librariesIn(ldd: string): string[] {
  const missing = /^\s*(\S+) => not found/m.exec(ldd)?.[1];
  if (missing !== undefined) {
    throw new LabError(`Node.js needs ${missing}, which is not on this machine`, {
      hint: 'install it, or use an engine that can pull node:24-slim',
    });
  }
  return [...ldd.matchAll(/(?:=>\s+|^\s*)(\/\S+)\s+\(0x/gm)].map(([, path = '']) => path);
}

async function libraryEntry(path: string): Promise<Entry> {
  // The image has lib and lib64 as links into usr, whatever this machine does.
  const inside = path.startsWith('/usr/') ? path.slice(1) : `usr${path}`;
  return { kind: 'file', path: inside, mode: 0o755, from: await realpath(path) };
}
