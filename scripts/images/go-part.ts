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
/** Built together: each is linked from the same packages. */
const ROLES = 'jaeger-1.57.0-roles';
export const JAEGER_1_COLLECTOR: GoPart = { name: ROLES, built: 'collector', binary: 'collector' };
export const JAEGER_1_QUERY: GoPart = { name: ROLES, built: 'query', binary: 'query' };
export const JAEGER_1_INGESTER: GoPart = { name: ROLES, built: 'ingester', binary: 'ingester' };
export const JAEGER_2: GoPart = {
  name: 'jaeger-2.13.0',
  built: 'jaeger',
  binary: 'jaeger',
  link: '-X github.com/jaegertracing/jaeger/internal/version.latestVersion=v2.13.0',
};
export const JAEGER_2_RC: GoPart = { name: 'jaeger-2.0.0-rc2', built: 'jaeger', binary: 'jaeger' };
export const VICTORIALOGS: GoPart = {
  name: 'victoria-logs-1.52.1',
  built: 'victoria-logs',
  binary: 'victoria-logs-prod',
};
export const COMPOSE: GoPart = {
  name: 'compose-2.40.3',
  built: 'cmd',
  binary: 'docker-compose',
  link: '-X github.com/docker/compose/v2/internal.Version=v2.40.3',
};

export interface Making {
  readonly note: (text: string) => void;
  /** How far the part under way is, many times a second at most; the next text stands in for it. */
  readonly progress?: ((text: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `tool` stands for the programs that go.mod names as the module's tools. */
const build = ({ link }: GoPart): string[] => [
  ...['build', '-trimpath', '-buildvcs=false'],
  ['-ldflags=-s -w', link].filter((flag) => flag !== undefined).join(' '),
];

/** The linker says nothing for a minute on two quiet cores, and longer on busy ones. */
const SILENT_MS = 15 * 60_000;

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
    async (empty, isSecondTry) => {
      making.note(
        isSecondTry
          ? `going on with ${part.name}: finished parts are not rebuilt`
          : `building ${part.name} from its Go module (minutes the first time)`,
      );
      await runTool({
        command: 'go',
        // A folder takes all programs that go.mod names.
        args: [...build(part), '-v', '-o', `${empty}/`, 'tool'],
        cwd: partFolder(part.name),
        env: {
          ...process.env,
          CGO_ENABLED: '0',
          GOOS: platform.os,
          GOARCH: platform.arch,
          GOFLAGS: '-mod=readonly',
          GOWORK: 'off',
        },
        limit: { silentMs: SILENT_MS },
        onLine: progressOf(part, making),
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

/** Go names each module that it downloads and each package that it has compiled. */
function progressOf({ name }: GoPart, { progress }: Making): (line: string) => void {
  const count = { modules: 0, packages: 0 };
  return (line) => {
    count[line.startsWith('go: ') ? 'modules' : 'packages'] += 1;
    const { modules, packages } = count;
    progress?.(`${name}: ${modules} modules downloaded, ${packages} packages compiled`);
  };
}
