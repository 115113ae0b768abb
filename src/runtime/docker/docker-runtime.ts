import type { Runtime } from '../runtime.ts';
import { type DockerRuntimeOptions, applyLab } from './apply-lab.ts';
import { asComponent, containersOf } from './containers.ts';
import { logLines } from './logs.ts';
import { removeLab } from './remove-lab.ts';

/** Components as containers of one engine, each lab on a bridge network of its own. */
export function dockerRuntime(options: DockerRuntimeOptions): Runtime {
  const { engine } = options;
  return {
    kind: 'docker',
    description: engine.description,
    apply: (spec, on, signal) => applyLab(options, spec, on, signal),
    find: async (lab) =>
      (await containersOf(lab, engine)).map((container) => asComponent(container, engine.address)),
    logs: (lab, logOptions, signal) => logLines(lab, engine, logOptions, signal),
    remove: (lab) => removeLab(lab, engine),
  };
}
