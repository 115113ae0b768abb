import type { ImageInfo } from 'dockerode';
import { EXIT, LabError } from '../../base/errors.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../jaeger-profile.ts';
import type { JaegerRole, ServerKind } from '../jaeger-setup.ts';
import type { Program } from '../runtime.ts';
import { SERVERS } from './servers.ts';

/**
 * Images to use instead of the default ones, by part: "jaeger", "node", "redis", "services", a server such as
 * "elasticsearch", or "jaeger-1.57" for one version of Jaeger (as `--jaeger` names it). Jaeger 1 has an image for each
 * role: "jaeger-collector-1.57".
 */
export type ImageOverrides = Readonly<Record<string, string>>;

export interface ImageNaming {
  readonly overrides: ImageOverrides;
  /** What stands before the default names: "registry.example/"; empty for the names as they are. */
  readonly registry: string;
}

/** A part that is an image of another project. */
export interface NamedImage {
  readonly part: 'jaeger' | 'node' | 'redis' | 'services' | ServerKind;
  readonly name: string;
}

export const NODE_IMAGE = 'node:24-slim';
export const REDIS_IMAGE = 'redis:7-alpine';

/** The image that a program runs in; for a service the one that the services' image is built on. */
export function imageOf(program: Program, naming: ImageNaming): NamedImage {
  const { overrides, registry } = naming;
  if (program.kind === 'jaeger') return { part: 'jaeger', name: jaegerImage(program, naming) };
  const [part, image] = partOf(program);
  // A mirror has an image without the name of its own registry.
  const upstream = registry === '' ? image : registry + image.replace(/^[^/]+\.[^/]+\//, '');
  return { part, name: overrides[part] ?? upstream };
}

/** The variable that replaces a program's image: of a service, the image of all services. */
export function imageVariable(program: Program): string {
  if (program.kind === 'service') return `${OVERRIDE}SERVICES`;
  if (program.kind !== 'jaeger') return OVERRIDE + partOf(program)[0].toUpperCase();
  const { version: typed, setup } = program;
  const { version } = jaegerProfile(typed);
  const part = jaegerPart(version, setup?.role ?? 'all-in-one');
  const key = typed === DEFAULT_JAEGER ? DEFAULT_JAEGER : version;
  return OVERRIDE + `${part}_${key}`.toUpperCase().replaceAll(/[-.]/g, '_');
}

function partOf(program: Exclude<Program, { kind: 'jaeger' }>): [NamedImage['part'], string] {
  if (program.kind === 'server') return [program.server, SERVERS[program.server].image];
  return program.kind === 'redis' ? ['redis', REDIS_IMAGE] : ['node', NODE_IMAGE];
}

function jaegerImage(
  { version: typed, setup }: Extract<Program, { kind: 'jaeger' }>,
  { overrides, registry }: ImageNaming,
): string {
  const role = setup?.role ?? 'all-in-one';
  const { image, version } = jaegerProfile(typed, role);
  const key = typed === DEFAULT_JAEGER ? DEFAULT_JAEGER : version;
  const part = jaegerPart(version, role);
  return overrides[`${part}-${key}`] ?? overrides[part] ?? registry + image;
}

/** Jaeger 1 has an image for each role, Jaeger 2 one for all. */
const jaegerPart = (version: string, role: JaegerRole): string =>
  version === '1.57' && role !== 'all-in-one' ? `jaeger-${role}` : 'jaeger';

const OVERRIDE = 'JAEGER_LAB_IMAGE_';
const REGISTRY = 'JAEGER_LAB_REGISTRY';

/**
 * How images are named by the environment and by what was typed, which comes first: `--image jaeger=…` also replaces
 * what the environment has for one version.
 *
 * @param env `JAEGER_LAB_IMAGE_JAEGER=…` is `--image jaeger=…`, `JAEGER_LAB_IMAGE_JAEGER_2_13_0=…` is
 *   `--image jaeger-2.13.0=…`, `JAEGER_LAB_REGISTRY=registry.example/` goes before the default names
 * @param registry where a lab was made with one; the environment's otherwise
 * @throws LabError (usage) for a registry that cannot be the start of an image's name
 */
export function imageNaming(
  env: Readonly<Record<string, string | undefined>>,
  typed: ImageOverrides = {},
  registry = prefixOf(env[REGISTRY] ?? ''),
): ImageNaming {
  const fromEnv = Object.entries(env).flatMap(([key, name = '']): [string, string][] =>
    key.startsWith(OVERRIDE) && name !== '' ? [[partIn(key.slice(OVERRIDE.length)), name]] : [],
  );
  const kept = fromEnv.filter(
    ([part]) => typed['jaeger'] === undefined || !/^jaeger-\d/.test(part),
  );
  return {
    overrides: { ...Object.fromEntries(kept), ...typed },
    registry,
  };
}

/** `JAEGER_2_0_0_RC2` is the part "jaeger-2.0.0-rc2", `JAEGER_COLLECTOR_1_57` is "jaeger-collector-1.57". */
function partIn(variable: string): string {
  const words = variable.toLowerCase().split('_');
  const at = words.findIndex((word) => /^\d/.test(word));
  if (at < 0) return words.join('-');
  return [...words.slice(0, at), words.slice(at).join('.').replace('.rc', '-rc')].join('-');
}

/** The start of an image's name: a host with or without a port, then folders, all in lower case. */
const PREFIX = /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*\/?$/;

function prefixOf(typed: string): string {
  if (typed === '') return '';
  if (PREFIX.test(typed)) return typed.endsWith('/') ? typed : `${typed}/`;
  throw new LabError(`${REGISTRY}="${typed}" cannot be the start of an image name`, {
    hint: `write it without a scheme and in lower case: ${REGISTRY}=registry.example:5000/`,
    exitCode: EXIT.usage,
  });
}

/** An engine's name for an image that has lost its name to a newer one. */
const NAMELESS = '<none>:<none>';

/** The names of an image of the engine's list, if any. */
export const tagsOf = ({ RepoTags }: Pick<ImageInfo, 'RepoTags'>): string[] =>
  (RepoTags ?? []).filter((name) => name !== NAMELESS);
