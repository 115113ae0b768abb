import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContainerCreateOptions, ContainerInfo } from 'dockerode';
import type { Clock } from '../../base/clock.ts';
import { Interrupted } from '../../base/errors.ts';
import type { ComponentSpec, FoundComponent, LabSpec, RuntimeEvent } from '../runtime.ts';
import { announce } from '../announce.ts';
import { sideBySide } from '../side-by-side.ts';
import { untilReady } from '../until-ready.ts';
import { addressAmongContainers, containerOptions } from './container-options.ts';
import { asComponent, containersOf, isInNetwork, removeContainer } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import type { Image } from './images.ts';
import { LABEL } from './labels.ts';
import { ensureNetwork, removeNetworks } from './network.ts';
import { throwIfTaken } from './ports.ts';
import type { PreparedImages } from './prepared-images.ts';
import { asStarted, listenTo, watched } from './start-component.ts';

/** What `applyLab` works with. */
export interface DockerParts {
  readonly engine: Engine;
  readonly images: PreparedImages;
  readonly clock: Clock;
}

type OnEvent = (event: RuntimeEvent) => void;

/** One component as the lab shall have it, beside what there is of it. */
interface Step {
  readonly spec: ComponentSpec;
  readonly options: ContainerCreateOptions;
  readonly image: Image;
  readonly before: ContainerInfo | undefined;
  readonly unchanged: boolean;
}

/**
 * A start begins this long after the one before it. The engine connects containers to a network one at a time and
 * mostly waits meanwhile: asked for all at once, it does all the waiting first and all the work after.
 */
const START_APART_MS = 50;

/** See `Runtime.apply`. Components start side by side; none waits for another's readiness. */
export async function applyLab(
  runtime: DockerParts,
  lab: LabSpec,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent[]> {
  const { engine, clock } = runtime;
  const created: string[] = [];
  // First of all, because it takes longest: whatever else is asked or created meanwhile needs no network yet.
  const network = ensureNetwork(lab.name, engine);
  // Whoever awaits it later hears of its failure; until then it must not end the process.
  network.catch(() => undefined);
  try {
    const { steps, obsolete } = await planOf(runtime, lab, on, signal);
    await Promise.all(obsolete.map(({ Id }) => removeContainer(Id, engine, true)));
    let nextTurn = 0;
    const startsAfter = async (stop: AbortSignal): Promise<void> => {
      await network;
      const now = clock.now();
      const myTurn = Math.max(now, nextTurn);
      nextTurn = myTurn + START_APART_MS;
      await clock.sleep(myTurn - now, stop);
    };
    return await sideBySide(steps, signal, (step, stop) =>
      step.unchanged
        ? confirm(step, runtime, on, stop)
        : start(step, { created, myTurn: () => startsAfter(stop) }, runtime, on, stop),
    );
  } catch (error) {
    const isNew = await network.catch(() => false);
    await Promise.all(created.map((id) => removeContainer(id, engine, false)));
    if (isNew) await removeNetworks(lab.name, engine);
    throw error;
  }
}

/** What has to be done, beside what goes first: the containers that are changed or no longer in the lab. */
async function planOf(
  runtime: DockerParts,
  lab: LabSpec,
  on: OnEvent,
  signal: AbortSignal,
): Promise<{ steps: Step[]; obsolete: ContainerInfo[] }> {
  const { engine } = runtime;
  const [images, existing] = await Promise.all([
    runtime.images(lab, on, signal),
    containersOf(lab.name, engine),
  ]);
  // The engine tells of the network in the same moment: what it is asked for then shall not wait for what comes here.
  await nextTurn();
  throwIfInterrupted(signal);
  const steps = lab.components.map((spec) =>
    stepFor(spec, lab, images.get(spec), existing, runtime),
  );
  const kept = new Set(steps.flatMap(({ unchanged, before }) => (unchanged ? before?.Id : [])));
  const obsolete = existing.filter(({ Id }) => !kept.has(Id));
  const toStart = steps.filter(({ unchanged }) => !unchanged).map(({ spec }) => spec);
  await throwIfTaken(toStart, obsolete, engine);
  return { steps, obsolete };
}

/** What the components of one `apply` have in common. */
interface Beginning {
  /** Resolves when the network is there and the component may start. */
  readonly myTurn: () => Promise<void>;
  /** Ids of the containers so far: to be removed again when something fails. */
  readonly created: string[];
}

function stepFor(
  spec: ComponentSpec,
  lab: LabSpec,
  image: Image | undefined,
  existing: readonly ContainerInfo[],
  { engine }: DockerParts,
): Step {
  if (!image) throw new TypeError(`no image was prepared for ${spec.name}`);
  const options = containerOptions(spec, {
    lab: lab.name,
    scenario: lab.scenario,
    address: engine.address,
    image: image.name,
    imageId: image.id,
    reach: addressAmongContainers(lab.components),
  });
  const before = existing.find(({ Labels }) => Labels[LABEL.component] === spec.name);
  const unchanged =
    before?.State === 'running' &&
    isInNetwork(before) &&
    before.Labels[LABEL.config] === options.Labels?.[LABEL.config];
  return { spec, options, image, before, unchanged };
}

async function confirm(
  { spec, before }: Step,
  { engine, clock }: DockerParts,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent> {
  if (!before) throw new TypeError(`${spec.name} is not there to be confirmed`);
  const beganAt = clock.now();
  const found = asComponent(before, engine.address);
  await untilReady({ spec, found, ...watched(spec.name, before.Id, engine) }, clock, signal);
  return announce(found, clock.now() - beganAt, 'unchanged', on);
}

async function start(
  { spec, options, image, before }: Step,
  { created, myTurn }: Beginning,
  { engine, clock }: DockerParts,
  on: OnEvent,
  signal: AbortSignal,
): Promise<FoundComponent> {
  throwIfInterrupted(signal);
  const beganAt = clock.now();
  on({ kind: 'starting', component: spec.name, runs: image.name });
  const container = await exchange(`creating ${spec.name}`, engine, () =>
    engine.docker.createContainer(options),
  );
  created.push(container.id);
  using listening = listenTo(container, clock);
  await myTurn();
  throwIfInterrupted(signal);
  await exchange(`starting ${spec.name}`, engine, () => container.start());
  const found = await asStarted(spec.name, container.id, engine);
  const { output } = listening;
  await untilReady(
    { spec, found, output, ...watched(spec.name, container.id, engine) },
    clock,
    signal,
  );
  return announce(found, clock.now() - beganAt, before ? 'recreated' : 'started', on);
}

function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}
