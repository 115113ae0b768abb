import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { keep, keyOf } from './cache.ts';
import type { Platform } from './platform.ts';
import { runTool } from './tool.ts';

/** A program built from its own Go module, pinned by the go.mod and go.sum in `scripts/parts/<name>`. */
export interface GoPart {
  readonly name: string;
  /** The name that `go build` gives it: the last part of its package's path. */
  readonly built: string;
  /** The name of the binary here. */
  readonly binary: string;
  /** Additional linker flags: the version variable, which only a release build sets. */
  readonly link?: string;
}

export const JAEGER_1: GoPart = {
  name: 'jaeger-1.57.0',
  built: 'all-in-one',
  binary: 'jaeger-all-in-one',
};
export const JAEGER_2: GoPart = { name: 'jaeger-2.0.0-rc2', built: 'jaeger', binary: 'jaeger' };
export const COMPOSE: GoPart = {
  name: 'compose-2.40.3',
  built: 'cmd',
  binary: 'docker-compose',
  link: '-X github.com/docker/compose/v2/internal.Version=v2.40.3',
};

export interface Making {
  readonly note: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** `tool` stands for the programs that go.mod names as the module's tools. */
const build = ({ link }: GoPart): string[] => [
  ...['build', '-trimpath', '-buildvcs=false'],
  ['-ldflags=-s -w', link].filter((flag) => flag !== undefined).join(' '),
];

/** A cold build of the largest part takes 2.5 minutes on two quiet cores. */
const BUILD_WITHIN_MS = 15 * 60_000;

export function partFolder(name: string): string {
  return join(import.meta.dirname, '..', 'parts', name);
}

export async function goPartKey(part: GoPart, platform: Platform): Promise<string> {
  const pins = await Promise.all(
    ['go.mod', 'go.sum'].map((file) => readFile(join(partFolder(part.name), file))),
  );
  return keyOf([...pins, build(part).join(' '), platform.os, platform.arch]);
}

/**
 * The finished binary, from the cache or built now.
 *
 * @throws LabError when there is no Go toolchain, or a build fails
 */
export async function goBinary(part: GoPart, platform: Platform, making: Making): Promise<string> {
  const key = await goPartKey(part, platform);
  const folder = await keep(
    `${part.name}-${platform.os}-${platform.arch}-${key}`,
    async (empty) => {
      making.note(`building ${part.name} from its Go module (minutes the first time)`);
      await runTool({
        command: 'go',
        args: [...build(part), '-o', join(empty, part.built), 'tool'],
        cwd: partFolder(part.name),
        env: {
          ...process.env,
          CGO_ENABLED: '0',
          GOOS: platform.os,
          GOARCH: platform.arch,
          GOFLAGS: '-mod=readonly',
          GOWORK: 'off',
        },
        withinMs: BUILD_WITHIN_MS,
        signal: making.signal,
        purpose: `build ${part.name}`,
        whenMissing: 'install Go 1.26 or newer, or use an engine that can pull the upstream images',
      });
      if (part.binary !== part.built)
        await rename(join(empty, part.built), join(empty, part.binary));
    },
  );
  return join(folder, part.binary);
}
