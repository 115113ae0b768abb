import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContainerCreateOptions, ContainerInfo } from 'dockerode';
import type { Clock } from '../../base/clock.ts';
import { throwIfInterrupted } from '../../base/errors.ts';
import type { Confirm, Driver, Step } from '../reconcile.ts';
import type { ComponentSpec, FoundComponent, LabSpec, RuntimeEvent } from '../runtime.ts';
import type { Starting } from '../until-ready.ts';
import { addressAmongContainers, containerOptions } from './container-options.ts';
import { asComponent, containersOf, isInNetwork, removeContainer } from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import type { Image } from './images.ts';
import { LABEL } from './labels.ts';
import { ensureNetwork, removeNetworks } from './network.ts';
import { throwIfTaken } from './ports.ts';
import type { PreparedImages } from './prepared-images.ts';
import { asStarted, listenTo, watched } from './start-component.ts';

export interface DockerParts {
  readonly engine: Engine;
  readonly images: PreparedImages;
  readonly clock: Clock;
}

interface DockerStep extends Step {
  readonly options: ContainerCreateOptions;
  readonly before: ContainerInfo | undefined;
}

/**
 * Pause between two starts. The engine connects containers to a network one at a time and mostly waits meanwhile:
 * asked for all at once, it does all the waiting first and all the work after.
 */
const START_APART_MS = 50;

/** Components as containers of one network. */
export class DockerDriver implements Driver<DockerStep> {
  readonly #parts: DockerParts;
  readonly #lab: LabSpec;
  readonly #on: (event: RuntimeEvent) => void;
  readonly #signal: AbortSignal;
  /** Whether it was created now; begun first, because it takes longest. */
  readonly #network: Promise<boolean>;
  readonly #created: string[] = [];
  #obsolete: readonly ContainerInfo[] = [];
  #nextStart = 0;

  constructor(
    parts: DockerParts,
    lab: LabSpec,
    on: (event: RuntimeEvent) => void,
    signal: AbortSignal,
  ) {
    this.#parts = parts;
    this.#lab = lab;
    this.#on = on;
    this.#signal = signal;
    this.#network = ensureNetwork(lab.name, parts.engine);
    // It is awaited later; until then its failure must not end the process.
    this.#network.catch(() => undefined);
  }

  async plan(): Promise<DockerStep[]> {
    const { engine, images: prepared } = this.#parts;
    const lab = this.#lab;
    const [images, existing] = await Promise.all([
      prepared(lab, this.#on, this.#signal),
      containersOf(lab.name, engine),
    ]);
    // The engine's answer about the network is due now; what follows must not delay its creation.
    await nextTurn();
    throwIfInterrupted(this.#signal);
    const steps = lab.components.map((spec) => this.#stepFor(spec, images.get(spec), existing));
    const toStart = steps.filter(({ change }) => change !== 'unchanged');
    const kept = new Set(steps.filter((step) => !toStart.includes(step)).map(idBefore));
    this.#obsolete = existing.filter(({ Id }) => !kept.has(Id));
    await throwIfTaken(
      toStart.map(({ spec }) => spec),
      this.#obsolete,
      engine,
    );
    return steps;
  }

  #stepFor(
    spec: ComponentSpec,
    image: Image | undefined,
    existing: readonly ContainerInfo[],
  ): DockerStep {
    if (!image) throw new TypeError(`no image was prepared for ${spec.name}`);
    const options = containerOptions(spec, {
      lab: this.#lab.name,
      scenario: this.#lab.scenario,
      address: this.#parts.engine.address,
      image: image.name,
      imageId: image.id,
      reach: addressAmongContainers(this.#lab.components),
    });
    const before = existing.find(({ Labels }) => Labels[LABEL.component] === spec.name);
    const isUnchanged =
      before?.State === 'running' &&
      isInNetwork(before) &&
      before.Labels[LABEL.config] === options.Labels?.[LABEL.config];
    const change = isUnchanged ? 'unchanged' : before ? 'recreated' : 'started';
    return { spec, options, runs: image.name, before, change };
  }

  async makeRoom(): Promise<void> {
    const { engine } = this.#parts;
    await Promise.all(this.#obsolete.map(({ Id }) => removeContainer(Id, engine, true)));
  }

  running({ spec, before }: DockerStep): Omit<Starting, 'spec'> {
    if (!before) throw new TypeError(`${spec.name} does not run`);
    const { engine } = this.#parts;
    return { found: asComponent(before, engine.host), ...watched(spec.name, before.Id, engine) };
  }

  async start(
    { spec: { name }, options }: DockerStep,
    confirm: Confirm,
    stop: AbortSignal,
  ): Promise<FoundComponent> {
    const { engine, clock } = this.#parts;
    const container = await exchange(`creating ${name}`, engine, () =>
      engine.docker.createContainer(options),
    );
    this.#created.push(container.id);
    using listening = listenTo(container, clock);
    await this.#myTurn(stop);
    await exchange(`starting ${name}`, engine, () => container.start());
    const found = await asStarted(name, container.id, engine);
    const { output } = listening;
    return await confirm({ found, output, ...watched(name, container.id, engine) });
  }

  /** Resolves when the network exists and the next container may start. */
  async #myTurn(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    await this.#network;
    const now = clock.now();
    const turn = Math.max(now, this.#nextStart);
    this.#nextStart = turn + START_APART_MS;
    await clock.sleep(turn - now, stop);
    throwIfInterrupted(stop);
  }

  async undo(): Promise<void> {
    const { engine } = this.#parts;
    const isNew = await this.#network.catch(() => false);
    await Promise.all(this.#created.map((id) => removeContainer(id, engine, false)));
    if (isNew) await removeNetworks(this.#lab.name, engine);
  }
}

const idBefore = ({ before }: DockerStep): string | undefined => before?.Id;
