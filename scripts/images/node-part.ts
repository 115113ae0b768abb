import { cp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keep, keyOf } from './cache.ts';
import { rootWith } from './glibc-root.ts';
import { type Making, partFolder } from './go-part.ts';
import type { Platform } from './platform.ts';
import type { Entry } from '../../src/runtime/docker/tar.ts';
import { runTool } from './tool.ts';

const NAME = 'node-24';
const NPM_CPU = { amd64: 'x64', arm64: 'arm64' } as const;
const PINS = ['package.json', 'package-lock.json'];

/** Longer than npm itself waits for a registry that does not answer. */
const SILENT_MS = 6 * 60_000;

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
      args: [
        ...['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--os=linux', `--cpu=${cpu}`],
        // Here, what arrives can be seen to arrive.
        ...['--cache', join(empty, 'cache')],
      ],
      cwd: empty,
      limit: { silentMs: SILENT_MS, filling: join(empty, 'cache') },
      signal: making.signal,
      purpose: 'fetch Node.js 24',
      whenMissing: 'install npm, which comes with Node.js',
    });
    await rename(join(empty, `node_modules/node-linux-${cpu}/bin/node`), join(empty, 'node'));
    for (const rest of ['node_modules', 'cache']) await rm(join(empty, rest), { recursive: true });
  });
  return join(folder, 'node');
}

/** A root file system with Node.js and its libraries. */
export async function nodeRoot(platform: Platform, making: Making): Promise<Entry[]> {
  const program = {
    name: 'Node.js',
    path: 'usr/local/bin/node',
    instead: 'node:24-slim',
    binary: () => nodeBinary(platform, making),
  };
  return rootWith(program, platform, making.signal);
}
