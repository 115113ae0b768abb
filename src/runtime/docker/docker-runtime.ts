import { changes, reconcile } from '../reconcile.ts';
import type { JaegerLaunch, LabSpec, Runtime } from '../runtime.ts';
import type { Clock } from '../../base/clock.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { isLoopback, loopbackInContainer } from '../../base/loopback.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../jaeger-profile.ts';
import { isAside } from './aside.ts';
import { nothingToShow } from '../nothing-to-show.ts';
import { asComponent, componentOf, containersOf, stopContainer } from './containers.ts';
import { DockerDriver } from './docker-driver.ts';
import type { Engine } from './engine.ts';
import type { ImageNaming } from './image-names.ts';
import { LABEL, SERVER } from './labels.ts';
import { labsOf } from './labs-of.ts';
import { logLines } from './logs.ts';
import { isForeign, owner, throwIfForeign } from './owner.ts';
import { preparedImages } from './prepared-images.ts';
import { connectFrom, settingsOf } from './look-inside.ts';
import { removeLab } from './remove-lab.ts';
import { removeServicesImages } from './remove-images.ts';
import { whyEnded } from './start-component.ts';
import { volumesOf } from './volumes.ts';

export interface DockerRuntimeOptions {
  readonly engine: Engine;
  readonly naming: ImageNaming;
  /** The folder with the services' image context that the program's own build made. */
  readonly servicesFolder: string;
  readonly clock: Clock;
  /** A lab of another owner is treated as one's own. */
  readonly takesOver?: boolean | undefined;
}

/** Components as containers of one engine, each lab on a bridge network of its own. */
export function dockerRuntime(options: DockerRuntimeOptions): Runtime {
  const { engine, clock } = options;
  const images = preparedImages(options);
  const me = owner(options.takesOver ?? false);
  const parts = { engine, images, clock, owner: me };
  return {
    kind: 'docker',
    description: engine.description,
    jaeger: (version = DEFAULT_JAEGER) => Promise.resolve(version).then(launchOf),
    prepare: async (spec, on, signal) => {
      throwIfOwnLoopback(spec);
      await images(spec, on, signal);
    },
    plan: (spec, on, signal) => changes(new DockerDriver(parts, spec, on, signal)),
    apply: (spec, on, signal, repair) => {
      const driver = new DockerDriver(parts, spec, on, signal, repair).begin();
      return reconcile(driver, clock, on, signal);
    },
    labs: () => labsOf(engine, me),
    find: async (lab) => {
      const containers = (await containersOf(lab, engine)).filter(
        (one) => !isAside(one) && (me.takesOver || !isForeign(one, me)),
      );
      return Promise.all(
        containers.map(async (container) => {
          const found = asComponent(container, engine.host);
          if (found.state === 'running') return found;
          return { ...found, ended: await whyEnded(found.name, container.Id, engine) };
        }),
      );
    },
    logs: (lab, logOptions, signal) => logLines(lab, engine, logOptions, signal),
    settings: (lab) => settingsOf(lab, engine),
    connectFrom: (lab, component, address) => connectFrom(lab, component, address, engine),
    stop: async (lab, component) => {
      const containers = await containersOf(lab, engine);
      throwIfForeign(lab, containers, me);
      const found = containers.find((one) => componentOf(one) === component && !isAside(one));
      if (!found) throw nothingToShow(lab, component, containers.map(componentOf));
      await stopContainer(found.Id, engine, found.Labels[LABEL.stopsLast] === SERVER);
    },
    remove: (lab, removal) => removeLab(lab, removal, engine, me),
    keptData: async (lab) => (await volumesOf(lab, me, engine)).map((name) => `volume ${name}`),
    removeBuilt: () => removeServicesImages(engine),
  };
}

/** @throws LabError (usage) for a storage on the loopback address, which in a container is the container itself */
function throwIfOwnLoopback({ components }: LabSpec): void {
  const urls = components.flatMap(({ program }) =>
    program.kind === 'jaeger' ? (program.setup?.storageUrl ?? []) : [],
  );
  const loopback = urls.find(isLoopback);
  if (loopback === undefined) return;
  throw loopbackInContainer(`--storage-url ${loopback}`, 'add --runtime local --jaeger-bin PATH');
}

function launchOf(version: string): JaegerLaunch {
  if (version === 'embedded') {
    throw new LabError('the embedded Jaeger runs without containers', {
      hint: 'add --runtime local',
      exitCode: EXIT.usage,
    });
  }
  return { ...jaegerProfile(version), version };
}
