import { createHash } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import type { AddressOf, ComponentSpec, PortSpec } from '../runtime.ts';
import { jaegerProfile } from '../jaeger-profile.ts';
import { LABEL, containerName, networkName } from './labels.ts';

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
  /** How the lab's components reach each other. */
  readonly reach: AddressOf;
}

/** Components run as an unprivileged user that no image needs to know. */
const USER = '10001:10001';
const MEGABYTE = 1024 * 1024;

/** Enough for what each does here with room to spare; a leak ends in the container, not on the host. */
const LIMITS = { Memory: 1024 * MEGABYTE, PidsLimit: 256 };

/**
 * What the engine is asked to create for a component. Nothing is mounted from the host, the root file system is
 * read-only, no capability is kept; ports are published on `address` only.
 */
export function containerOptions(
  spec: ComponentSpec,
  placement: Placement,
): ContainerCreateOptions {
  const { lab, image, address } = placement;
  const { entrypoint, args, env } = launch(spec, placement.reach);
  const options: ContainerCreateOptions = {
    name: containerName(lab, spec.name),
    Image: image,
    ...(entrypoint && { Entrypoint: entrypoint }),
    Cmd: args,
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    User: USER,
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
    const { args, env } = jaegerProfile(spec.program.version);
    return { args: [...args], env: { ...env, ...environment } };
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
    ...(spec.stopsLast && { [LABEL.stopsLast]: 'true' }),
    [LABEL.config]: config,
  };
}

const hashOf = (what: unknown): string =>
  createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);
