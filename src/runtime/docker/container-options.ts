import { createHash } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import type { AddressOf, ComponentSpec, PortSpec } from '../runtime.ts';
import { gatesOf } from '../jaeger2-storage.ts';
import { jaegerProfile } from '../jaeger-profile.ts';
import { LABEL, SERVER, containerName, networkName } from './labels.ts';
import { SERVERS } from './servers.ts';
import { volumeName } from './volumes.ts';

export interface Placement {
  readonly lab: string;
  readonly scenario: string;
  /** "anna@laptop". */
  readonly owner: string;
  /** Host address that published ports are bound to. */
  readonly address: string;
  readonly image: string;
  /** So that a rebuilt image counts as a change. */
  readonly imageId: string;
  /** The folder of its data, which outlives it; undefined where it keeps none. */
  readonly data?: string | undefined;
  /** How the lab's components reach each other. */
  readonly reach: AddressOf;
}

/** Components run as an unprivileged user that no image needs to know. */
const USER = '10001:10001';
const MEGABYTE = 1024 * 1024;

/** Enough for what each does here with room to spare; a leak ends in the container, not on the host. */
const LIMITS = { Memory: 1024 * MEGABYTE, PidsLimit: 256 };

/**
 * What the images of servers need beyond the others: they run as the user that owns their folders, write their
 * configuration at start, unpack native code into /tmp, and have a thread for each of many tasks.
 */
const SERVER_HOST_CONFIG = {
  ReadonlyRootfs: false,
  Tmpfs: { '/tmp': 'rw,exec,nosuid,nodev,size=256m,mode=1777' },
  Memory: 1536 * MEGABYTE,
  PidsLimit: 2048,
};

/**
 * What the engine is asked to create for a component. Nothing is mounted from the host, the root file system is
 * read-only, no capability is kept; ports are published on `address` only.
 */
export function containerOptions(
  spec: ComponentSpec,
  placement: Placement,
): ContainerCreateOptions {
  const { lab, image, address, data } = placement;
  const isServer = spec.program.kind === 'server';
  const { entrypoint, args, env } = launch(spec, placement.reach);
  const options: ContainerCreateOptions = {
    name: containerName(lab, spec.name),
    Image: image,
    ...(entrypoint && { Entrypoint: entrypoint }),
    Cmd: args,
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    ...(!isServer && { User: USER }),
    ExposedPorts: Object.fromEntries(spec.ports.map(({ port }) => [`${port}/tcp`, {}])),
    HostConfig: {
      NetworkMode: networkName(lab),
      PortBindings: portBindings(spec.ports, address),
      Init: true,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Tmpfs: { '/tmp': 'rw,nosuid,nodev,size=64m,mode=1777' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
      ...LIMITS,
      ...(isServer && SERVER_HOST_CONFIG),
      ...(data !== undefined && { Binds: [`${volumeName(lab, spec.name)}:${data}`] }),
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(lab)]: { Aliases: [spec.name] } } },
  };
  return {
    ...options,
    Labels: labels(spec, placement, hashOf({ options, imageId: placement.imageId })),
  };
}

/**
 * Addresses as the other components see them: Docker's own DNS knows each by its name.
 *
 * @throws TypeError for a component or port that the lab does not have: a scenario's bug
 */
export const addressAmongContainers =
  (components: readonly ComponentSpec[]): AddressOf =>
  (component, port) => {
    const listens = components
      .find(({ name }) => name === component)
      ?.ports.find(({ name }) => name === port);
    if (!listens) throw new TypeError(`the lab has no component ${component} with a port ${port}`);
    return `${component}:${listens.port}`;
  };

/** Nothing is kept: a lab that was down begins anew. */
const IN_MEMORY = [
  ...['--save', '', '--appendonly', 'no', '--dir', '/tmp'],
  ...['--bind', '0.0.0.0', '--protected-mode', 'no'],
];

interface Launch {
  readonly entrypoint?: string[];
  readonly args: string[];
  readonly env: Readonly<Record<string, string>>;
}

function launch(spec: ComponentSpec, reach: AddressOf): Launch {
  const environment = spec.env(reach);
  if (spec.program.kind === 'jaeger') {
    const { version, setup } = spec.program;
    const { version: exact, args, containerEnv } = jaegerProfile(version, setup?.role);
    const gates = setup ? gatesOf(setup, exact) : [];
    return { args: [...args, ...gates], env: { ...containerEnv(reach, setup), ...environment } };
  }
  if (spec.program.kind === 'server') {
    const { env, script } = SERVERS[spec.program.server];
    return {
      ...(script === undefined ? { args: [] } : { entrypoint: ['sh', '-c'], args: [script] }),
      env: { ...env(reach), ...environment },
    };
  }
  if (spec.program.kind === 'redis') {
    // The image's own entrypoint would look for a configuration and for another user to become.
    return { entrypoint: ['redis-server', ...IN_MEMORY], args: [], env: environment };
  }
  const { service, untraced } = spec.program;
  const preload = untraced ? [] : ['--require', '/app/tracing.cjs'];
  return {
    // An entrypoint of the base image would be one more process between init and node.
    entrypoint: ['node', ...preload, `/app/${service}.cjs`],
    args: [],
    env: { HOST: '0.0.0.0', ...environment },
  };
}

function portBindings(
  ports: readonly PortSpec[],
  address: string,
): Record<string, { HostIp: string; HostPort: string }[]> {
  const published = ports.filter(({ published }) => published !== 'none');
  return Object.fromEntries(
    published.map(({ port, published }) => [
      `${port}/tcp`,
      [{ HostIp: address, HostPort: published === 'auto' ? '' : String(published) }],
    ]),
  );
}

function labels(
  spec: ComponentSpec,
  { lab, scenario, owner }: Placement,
  config: string,
): Record<string, string> {
  return {
    [LABEL.lab]: lab,
    [LABEL.component]: spec.name,
    [LABEL.scenario]: scenario,
    [LABEL.owner]: owner,
    [LABEL.ports]: JSON.stringify(
      Object.fromEntries(spec.ports.map(({ name, port }) => [name, port])),
    ),
    ...(spec.stopsLast && {
      [LABEL.stopsLast]: spec.program.kind === 'server' ? SERVER : 'true',
    }),
    [LABEL.config]: config,
  };
}

const hashOf = (what: unknown): string =>
  createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
