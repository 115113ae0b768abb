import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { ComponentState, FoundComponent, PublishedPort } from '../runtime.ts';
import { type Engine, engineStatus, exchange } from './engine.ts';
import { LABEL, networkName, ofLab } from './labels.ts';

/** Every container of a lab, running or not. */
export async function containersOf(lab: string, engine: Engine): Promise<ContainerInfo[]> {
  return exchange('listing its containers', engine, () =>
    engine.docker.listContainers({ all: true, ...ofLab(lab) }),
  );
}

export const componentOf = ({ Labels, Id }: ContainerInfo): string => Labels[LABEL.component] ?? Id;

/** A state of ours beside the engine's. */
const CUT_OFF = 'cut off';

const STATES: Readonly<Record<string, ComponentState>> = {
  created: 'starting',
  restarting: 'starting',
  running: 'running',
  paused: 'unreachable',
  [CUT_OFF]: 'unreachable',
};

/** Whether the others can reach it: a network that was removed and made again is not the one that it was in. */
export function isInNetwork({ Labels, NetworkSettings }: ContainerInfo): boolean {
  return networkName(Labels[LABEL.lab] ?? '') in NetworkSettings.Networks;
}

/** A container of the list in the words of the runtime. */
export function asComponent(container: ContainerInfo, address: string): FoundComponent {
  const { Id: id, Labels: labels, State, Image: image, Ports: ports } = container;
  const state = State === 'running' && !isInNetwork(container) ? CUT_OFF : State;
  const hostPortOf = (port: number): number | undefined =>
    ports.find((entry) => entry.PrivatePort === port && entry.PublicPort)?.PublicPort;
  return component({ id, labels, state, image, hostPortOf }, address);
}

/** A single container in the words of the runtime: asking for one costs the engine less than asking for the list. */
export function inspected(container: ContainerInspectInfo, address: string): FoundComponent {
  const { Id: id, Config: config, State: state, NetworkSettings: network } = container;
  const hostPortOf = (port: number): number | undefined => {
    const bound = network.Ports[`${port}/tcp`]?.[0]?.HostPort;
    return bound === undefined ? undefined : Number(bound);
  };
  const { Labels: labels, Image: image } = config;
  return component({ id, labels, state: state.Status, image, hostPortOf }, address);
}

interface Container {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly image: string;
  readonly hostPortOf: (port: number) => number | undefined;
}

function component(
  { id, labels, state, image, hostPortOf }: Container,
  address: string,
): FoundComponent {
  const named = JSON.parse(labels[LABEL.ports] ?? '{}') as Record<string, number>;
  const ports = Object.entries(named).flatMap(([name, port]): PublishedPort[] => {
    const hostPort = hostPortOf(port);
    return hostPort === undefined ? [] : [{ name, port, host: address, hostPort }];
  });
  return {
    name: labels[LABEL.component] ?? id,
    scenario: labels[LABEL.scenario] ?? '',
    state: STATES[state] ?? 'exited',
    runs: image,
    ports,
    config: labels[LABEL.config] ?? '',
  };
}

/** 404: it is removed already; 304 and 409: it is already being stopped or removed. */
const AS_WISHED = new Set([304, 404, 409]);

/** Stops or removes an object; one that is already gone, or going, is not an error. */
export async function makeGone(
  doing: string,
  engine: Engine,
  call: () => Promise<unknown>,
): Promise<void> {
  await exchange(doing, engine, async () => {
    try {
      await call();
    } catch (error) {
      if (!AS_WISHED.has(engineStatus(error) ?? 0)) throw error;
    }
  });
}

/** Seconds that a component gets to flush what it holds, before it is killed. */
const GRACE_S = 3;
/** The same for a server, which writes what it has in memory: Cassandra takes 6 s on a quiet machine. */
const SERVER_GRACE_S = 20;

export async function stopContainer(id: string, engine: Engine, isServer = false): Promise<void> {
  const container = engine.docker.getContainer(id);
  const t = isServer ? SERVER_GRACE_S : GRACE_S;
  await makeGone('stopping a container', engine, () => container.stop({ t }));
}

export async function removeContainer(
  id: string,
  engine: Engine,
  graceful: boolean,
  isServer = false,
): Promise<void> {
  const container = engine.docker.getContainer(id);
  if (graceful) await stopContainer(id, engine, isServer);
  await makeGone('removing a container', engine, () => container.remove({ force: true, v: true }));
}
