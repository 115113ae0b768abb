import { join } from 'node:path';
import { EXIT, LabError } from '../../base/errors.ts';
import { labFolder } from '../../lab/lab-folder.ts';
import type { EngineAccess } from '../../lab/state-schema.ts';
import type { LabState } from '../../lab/state.ts';
import { type ImageOverrides, imageNaming } from '../../runtime/docker/image-names.ts';
import type { LabSpec, Runtime, RuntimeEvent } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';

export const RUNTIMES = ['docker', 'local'] as const;

export interface OpenRuntime {
  readonly runtime: Runtime;
  /** Where the same runtime is found again. */
  readonly engine: string;
  readonly access?: EngineAccess | undefined;
}

export interface RuntimeChoice {
  /** Absent: the one that is there. */
  readonly runtime?: Runtime['kind'];
  readonly publish?: string | undefined;
  readonly image?: ImageOverrides | undefined;
  /** Of a lab that was made with one. */
  readonly registry?: string | undefined;
  readonly jaegerBin?: string | undefined;
  readonly takeOver?: boolean | undefined;
}

/** The engine that `state` names, else the first that answers. Loads dockerode only here. */
async function openDocker(
  context: Context,
  choice: RuntimeChoice & { readonly publishes?: boolean },
  state?: Pick<LabState, 'engine' | 'access'>,
): Promise<OpenRuntime> {
  const [{ findEngine }, { dockerRuntime }] = await Promise.all([
    import('../../runtime/docker/engine.ts'),
    import('../../runtime/docker/docker-runtime.ts'),
  ]);
  const known: Partial<EngineAccess> = state?.access ?? {};
  const { from = 'the lab was started there', publish: published, ...access } = known;
  const publish = choice.publish ?? published;
  const engine = await findEngine({
    env: context.env,
    publish,
    publishes: choice.publishes ?? false,
    endpoint: state && { ...access, host: state.engine, from },
  });
  const runtime = dockerRuntime({
    engine,
    naming: imageNaming(context.env, choice.image, choice.registry),
    servicesFolder: join(context.distFolder, 'services'),
    clock: context.clock,
    takesOver: choice.takeOver,
  });
  const { host, ...reached } = engine.endpoint;
  return { runtime, engine: host, access: { ...reached, ...(publish && { publish }) } };
}

async function openLocal(context: Context, choice: RuntimeChoice): Promise<OpenRuntime> {
  const { localRuntime } = await import('../../runtime/local/local-runtime.ts');
  const runtime = localRuntime({
    folderOf: (lab) => labFolder(lab, context.env).path,
    distFolder: context.distFolder,
    clock: context.clock,
    path: context.env['PATH'],
    jaegerBin: choice.jaegerBin,
    host: choice.publish,
  });
  return { runtime, engine: 'local', access: { from: 'this machine', publish: choice.publish } };
}

/** The runtime that a lab was started in. @throws LabError (not ready) when its engine does not answer */
export async function openRuntimeOf(
  state: LabState,
  context: Context,
  { takeOver }: Pick<RuntimeChoice, 'takeOver'> = {},
): Promise<OpenRuntime> {
  const { image, registry, jaegerBin } = state.madeWith ?? {};
  const choice = { image, registry, jaegerBin, publish: state.access?.publish, takeOver };
  return state.runtime === 'local'
    ? openLocal(context, choice)
    : openDocker(context, choice, state);
}

export interface PossibleRuntimes {
  readonly runtimes: readonly OpenRuntime[];
  /** Why an engine could not be asked, although there is one. */
  readonly unasked?: LabError | undefined;
}

/** The runtimes in which a lab may be: the one that its state names; without a state, all of them. */
export async function openRuntimesOf(
  state: LabState | undefined,
  context: Context,
  choice: Pick<RuntimeChoice, 'takeOver'> = {},
): Promise<PossibleRuntimes> {
  if (state) return { runtimes: [await openRuntimeOf(state, context, choice)] };
  const local = await openLocal(context, {});
  try {
    const { endpoints } = await import('../../runtime/docker/endpoints.ts');
    if (endpoints(context.env).length === 0) return { runtimes: [local] };
    return { runtimes: [await openDocker(context, choice), local] };
  } catch (unasked) {
    if (!(unasked instanceof LabError)) throw unasked;
    return { runtimes: [local], unasked };
  }
}

/** A runtime that has what a lab needs, and the lab as that runtime is asked for it. */
export interface ReadyRuntime extends OpenRuntime {
  readonly spec: LabSpec;
}

export interface Occasion {
  readonly choice: RuntimeChoice;
  /** The lab as it is now, if it is. */
  readonly state: LabState | undefined;
  readonly specFor: (runtime: Runtime) => Promise<LabSpec>;
  readonly on: (event: RuntimeEvent) => void;
  /** Receives why it is not containers, when that was left open. */
  readonly onFallback: (reason: string) => void;
}

/**
 * The runtime for a lab that is about to be brought up: the one that is named or that the lab is in already; else
 * Docker when an engine answers and has or can get the images; else this machine's processes.
 *
 * @throws LabError when the one that was named cannot be had, or is not the one that the lab is in
 */
export async function chooseRuntime(occasion: Occasion, context: Context): Promise<ReadyRuntime> {
  const { choice, state, specFor, on, onFallback } = occasion;
  const kind = kindFor(choice, state);
  const asked = async (open: OpenRuntime): Promise<ReadyRuntime> => ({
    ...open,
    spec: await specFor(open.runtime),
  });
  const prepared = async (ready: ReadyRuntime): Promise<ReadyRuntime> => {
    await ready.runtime.prepare(ready.spec, on, context.stop);
    return ready;
  };
  if (kind === 'local') {
    const ready = await asked(await openLocal(context, choice)).catch((refusal: unknown) => {
      throw namedIn(choice) || !state ? refusal : inProcesses(state.name, refusal);
    });
    return prepared(ready);
  }
  try {
    const docker = await openDocker(context, { ...choice, publishes: true }, state);
    return await prepared(await asked(docker));
  } catch (error) {
    const final = kind === 'docker' || context.stop.aborted;
    if (final || !(error instanceof LabError) || error.exitCode === EXIT.usage) throw error;
    const local = await openLocal(context, choice);
    const ready = await asked(local).catch((refusal: unknown) => {
      throw neither(error, refusal);
    });
    onFallback(error.message);
    return prepared(ready);
  }
}

/** What only containers can do is missed for what the engine lacks, whatever the processes say of it. */
function neither(engine: LabError, refusal: unknown): unknown {
  if (!(refusal instanceof LabError)) return refusal;
  const { hint = 'jaeger-lab doctor', exitCode, evidence } = engine;
  const sentence = `${engine.message}; without containers, ${refusal.message}`;
  return new LabError(sentence, { hint, exitCode, evidence, cause: refusal });
}

/** A lab stays in the runtime that it is in; what another has can be had beside it, or instead of it. */
const ANOTHER_RUNTIME =
  'jaeger-lab down, then the same command; or keep both: add --name NAME --ports auto';

/** What was asked for without naming a runtime is refused because the lab is made of processes. */
function inProcesses(name: string, refusal: unknown): unknown {
  if (!(refusal instanceof LabError)) return refusal;
  const { message, exitCode, evidence } = refusal;
  return new LabError(`lab "${name}" runs as processes: ${message}`, {
    hint: ANOTHER_RUNTIME,
    exitCode,
    evidence,
    cause: refusal,
  });
}

/** @returns undefined when either will do */
function kindFor(choice: RuntimeChoice, state: LabState | undefined): Runtime['kind'] | undefined {
  const named = namedIn(choice);
  if (state && named !== undefined && state.runtime !== named) {
    throw new LabError(`lab "${state.name}" already runs in the ${state.runtime} runtime`, {
      hint: ANOTHER_RUNTIME,
      exitCode: EXIT.usage,
    });
  }
  return named ?? state?.runtime;
}

/** Some options mean something in one runtime only. */
function namedIn({ runtime, image, jaegerBin }: RuntimeChoice): Runtime['kind'] | undefined {
  const implied = image !== undefined ? 'docker' : jaegerBin !== undefined ? 'local' : undefined;
  if (runtime !== undefined && implied !== undefined && runtime !== implied) {
    const option = implied === 'docker' ? '--image' : '--jaeger-bin';
    throw new LabError(`${option} has no effect in the ${runtime} runtime`, {
      hint: `omit ${option}, or --runtime ${runtime}`,
      exitCode: EXIT.usage,
    });
  }
  return runtime ?? implied;
}
