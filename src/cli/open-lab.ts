import { join } from 'node:path';
import { EXIT, LabError } from '../base/errors.ts';
import { type LabFolder, labFolder } from '../lab/lab-folder.ts';
import { type LabState, addressIn, readState } from '../lab/state.ts';
import type { JaegerClient } from '../jaeger/client.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ImageOverrides } from '../runtime/docker/images.ts';
import type { Context } from './context.ts';

/** What the commands share: a lab's state, the runtime it runs on, the Jaeger it sends to. */

export interface OpenRuntime {
  readonly runtime: Runtime;
  /** Where the same runtime is found again. */
  readonly engine: string;
}

export interface RuntimeChoice {
  readonly publish?: string | undefined;
  readonly image?: ImageOverrides | undefined;
}

/** The engine that `state` names, else the first that answers. Loads dockerode only here. */
export async function openRuntime(
  context: Context,
  choice: RuntimeChoice = {},
  state?: Pick<LabState, 'engine'>,
): Promise<OpenRuntime> {
  const [{ findEngine }, { dockerRuntime }] = await Promise.all([
    import('../runtime/docker/engine.ts'),
    import('../runtime/docker/docker-runtime.ts'),
  ]);
  const engine = await findEngine({
    env: context.env,
    ...(choice.publish !== undefined && { publish: choice.publish }),
    ...(state && { host: state.engine }),
  });
  const runtime = dockerRuntime({
    engine,
    overrides: { ...overridesIn(context.env), ...choice.image },
    servicesContext: join(context.distFolder, 'services-image'),
    clock: context.clock,
  });
  return { runtime, engine: engine.endpoint.host };
}

const OVERRIDE = 'JAEGER_LAB_IMAGE_';

/** `JAEGER_LAB_IMAGE_JAEGER=…` is `--image jaeger=…`. */
function overridesIn(env: Context['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env)
      .filter(([key, value]) => key.startsWith(OVERRIDE) && value)
      .map(([key, value]) => [key.slice(OVERRIDE.length).toLowerCase(), value ?? '']),
  );
}

export interface OpenLab {
  readonly folder: LabFolder;
  readonly state: LabState;
}

/** @throws LabError (not ready) when there is no such lab */
export async function openLab(name: string, context: Context): Promise<OpenLab> {
  const folder = labFolder(name, context.env);
  const state = await readState(folder);
  if (state === undefined)
    throw new LabError(`there is no lab "${name}"`, { hint: 'jaeger-lab up' });
  if (state.phase === 'starting') {
    throw new LabError(
      `lab "${name}" did not come up: the last jaeger-lab up was interrupted or failed`,
      {
        hint: 'jaeger-lab up tries again',
        exitCode: EXIT.notReady,
      },
    );
  }
  return { folder, state };
}

export const jaegerUrl = (state: LabState): string =>
  `http://${addressIn(state, 'jaeger', 'query')}`;

/** Loads the client (undici, zod) only here. */
export async function openJaeger(url: string, context: Context): Promise<JaegerClient> {
  const { createJaegerClient } = await import('../jaeger/client.ts');
  return createJaegerClient({ url, signal: context.stop });
}
