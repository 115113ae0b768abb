import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ContainerCreateOptions, ContainerInfo } from 'dockerode';
import type { Clock } from '../../base/clock.ts';
import { throwIfInterrupted } from '../../base/errors.ts';
import {
  type Confirm,
  type Driver,
  type Plan,
  type Step,
  changeFor,
  isRepaired,
} from '../reconcile.ts';
import type { ComponentSpec, FoundComponent, LabSpec, Repair, RuntimeEvent } from '../runtime.ts';
import type { Starting } from '../until-ready.ts';
import { addressAmongContainers, containerOptions } from './container-options.ts';
import { bringBack, isAside, setAside } from './aside.ts';
import {
  asComponent,
  componentOf,
  containersOf,
  isInNetwork,
  removeContainer,
} from './containers.ts';
import { type Engine, exchange } from './engine.ts';
import type { Image } from './images.ts';
import { LABEL } from './labels.ts';
import { ensureNetwork, removeNetworks } from './network.ts';
import { type Owner, isForeign, throwIfForeign } from './owner.ts';
import { throwIfTaken } from './ports.ts';
import type { PreparedImages } from './prepared-images.ts';
import { asStarted, listenTo, watched } from './start-component.ts';
import { dataFolder, ensureVolume, openToJaeger, removeVolume, volumeName } from './volumes.ts';

export interface DockerParts {
  readonly engine: Engine;
  readonly images: PreparedImages;
  readonly clock: Clock;
  readonly owner: Owner;
}

interface DockerStep extends Step {
  readonly options: ContainerCreateOptions;
  /** Whether its data is kept in a volume. */
  readonly keepsData: boolean;
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
  readonly #repair: Repair | undefined;
  /** Whether it was created now. */
  #network: Promise<boolean> = Promise.resolve(false);
  readonly #created: string[] = [];
  readonly #newVolumes: string[] = [];
  #obsolete: readonly ContainerInfo[] = [];
  readonly #aside: ContainerInfo[] = [];
  #nextStart = 0;

  constructor(
    parts: DockerParts,
    lab: LabSpec,
    on: (event: RuntimeEvent) => void,
    signal: AbortSignal,
    repair?: Repair,
  ) {
    this.#parts = parts;
    this.#lab = lab;
    this.#on = on;
    this.#signal = signal;
    this.#repair = repair;
  }

  /** Begins to create the network before everything else, because that takes longest. */
  begin(): this {
    const { engine, owner } = this.#parts;
    this.#network = ensureNetwork(this.#lab.name, owner.name, engine);
    // It is awaited later; until then its failure must not end the process.
    this.#network.catch(() => undefined);
    return this;
  }

  async plan(): Promise<Plan<DockerStep>> {
    const { engine, images: prepared } = this.#parts;
    const lab = this.#lab;
    const [images, existing] = await Promise.all([
      prepared(lab, this.#on, this.#signal),
      containersOf(lab.name, engine),
    ]);
    // The engine's answer about the network is due now; what follows must not delay its creation.
    await nextTurn();
    throwIfInterrupted(this.#signal);
    throwIfForeign(lab.name, existing, this.#parts.owner);
    const steps = lab.components
      .map((spec) => this.#stepFor(spec, images.get(spec), existing))
      .filter((step) => isRepaired(step, this.#repair));
    const toStart = steps.filter(({ change }) => change !== 'unchanged');
    const replaced = new Set(toStart.map(({ before }) => before?.Id));
    const wanted = new Set(lab.components.map(({ name }) => name));
    const gone = this.#repair ? [] : existing.filter((one) => !wanted.has(componentOf(one)));
    this.#obsolete = existing.filter(
      (one) => replaced.has(one.Id) || gone.includes(one) || isAside(one),
    );
    await throwIfTaken(
      toStart.map(({ spec }) => spec),
      this.#obsolete,
      engine,
    );
    return { steps, removed: gone.filter((one) => !isAside(one)).map(componentOf) };
  }

  #stepFor(
    spec: ComponentSpec,
    image: Image | undefined,
    existing: readonly ContainerInfo[],
  ): DockerStep {
    if (!image) throw new TypeError(`no image was prepared for ${spec.name}`);
    const data = dataFolder(spec, image);
    const options = containerOptions(spec, {
      data,
      lab: this.#lab.name,
      scenario: this.#lab.scenario,
      owner: this.#parts.owner.name,
      address: this.#parts.engine.address,
      image: image.name,
      imageId: image.id,
      reach: addressAmongContainers(this.#lab.components),
    });
    const before = existing.find((one) => componentOf(one) === spec.name && !isAside(one));
    const runs = before?.State === 'running' && isInNetwork(before);
    const isSame =
      before?.Labels[LABEL.config] === options.Labels?.[LABEL.config] &&
      !(before && isForeign(before, this.#parts.owner));
    const change = changeFor({ runs, isSame }, this.#repair);
    const keepsData = data !== undefined;
    return { spec, options, keepsData, runs: image.name, before, change };
  }

  async makeRoom(): Promise<void> {
    const { engine } = this.#parts;
    await Promise.all(
      this.#obsolete.map(async (container) => {
        if (isAside(container)) return removeContainer(container.Id, engine, true);
        await setAside(container, engine);
        this.#aside.push(container);
      }),
    );
  }

  async finish(): Promise<void> {
    const { engine } = this.#parts;
    await Promise.all(this.#aside.map(({ Id }) => removeContainer(Id, engine, false)));
  }

  running({ spec, before }: DockerStep): Omit<Starting, 'spec'> {
    if (!before) throw new TypeError(`${spec.name} does not run`);
    const { engine } = this.#parts;
    return { found: asComponent(before, engine.host), ...watched(spec.name, before.Id, engine) };
  }

  async start(
    { spec: { name, program }, options, keepsData }: DockerStep,
    confirm: Confirm,
    stop: AbortSignal,
  ): Promise<FoundComponent> {
    const { engine, clock } = this.#parts;
    if (keepsData) await this.#makeVolume(name);
    // Podman, unlike Docker, creates no container for a network that does not exist yet.
    if (engine.description.startsWith('Podman')) await this.#network;
    const container = await exchange(`creating ${name}`, engine, () =>
      engine.docker.createContainer(options),
    );
    this.#created.push(container.id);
    if (keepsData && program.kind === 'jaeger') await openToJaeger(container, engine);
    using listening = listenTo(container, clock);
    await this.#myTurn(stop);
    await exchange(`starting ${name}`, engine, () => container.start());
    const found = await asStarted(name, container.id, engine);
    const { output } = listening;
    return await confirm({ found, output, ...watched(name, container.id, engine) });
  }

  async #makeVolume(component: string): Promise<void> {
    const { engine, owner } = this.#parts;
    if (await ensureVolume(this.#lab.name, component, owner, engine))
      this.#newVolumes.push(volumeName(this.#lab.name, component));
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
    await Promise.all(this.#newVolumes.map((name) => removeVolume(name, engine)));
    await Promise.all(this.#aside.map((container) => bringBack(container, engine)));
    if (isNew) await removeNetworks(this.#lab.name, engine);
  }
}
