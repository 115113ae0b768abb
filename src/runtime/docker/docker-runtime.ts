import { reconcile } from '../reconcile.ts';
import type { JaegerLaunch, Runtime } from '../runtime.ts';
import type { Clock } from '../../base/clock.ts';
import { EXIT, LabError } from '../../base/errors.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../jaeger-profile.ts';
import { asComponent, containersOf } from './containers.ts';
import { DockerDriver } from './docker-driver.ts';
import type { Engine } from './engine.ts';
import type { ImageNaming } from './image-names.ts';
import { logLines } from './logs.ts';
import { preparedImages } from './prepared-images.ts';
import { removeLab } from './remove-lab.ts';

export interface DockerRuntimeOptions {
  readonly engine: Engine;
  readonly naming: ImageNaming;
  /** The folder with the services' image context that the program's own build made. */
  readonly servicesFolder: string;
  readonly clock: Clock;
}

/** Components as containers of one engine, each lab on a bridge network of its own. */
export function dockerRuntime(options: DockerRuntimeOptions): Runtime {
  const { engine, clock } = options;
  const images = preparedImages(options);
  return {
    kind: 'docker',
    description: engine.description,
    jaeger: (version = DEFAULT_JAEGER) => Promise.resolve(version).then(launchOf),
    prepare: async (spec, on, signal) => {
      await images(spec, on, signal);
    },
    apply: (spec, on, signal) =>
      reconcile(new DockerDriver({ engine, images, clock }, spec, on, signal), clock, on, signal),
    find: async (lab) =>
      (await containersOf(lab, engine)).map((container) => asComponent(container, engine.address)),
    logs: (lab, logOptions, signal) => logLines(lab, engine, logOptions, signal),
    remove: (lab) => removeLab(lab, engine),
  };
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
