import { resolve } from 'node:path';
import { EXIT, LabError } from '../../base/errors.ts';
import { isLoopback, loopbackInContainer } from '../../base/loopback.ts';
import { type BringUp, bringUp } from '../../lab/bring-up.ts';
import { labFolder } from '../../lab/lab-folder.ts';
import { type LabOptions, labSpec, sampledShare, scheduleDelayMs } from '../../lab/lab-spec.ts';
import type { MadeWith } from '../../lab/state-schema.ts';
import { type LabState, readState } from '../../lab/state.ts';
import { storageApart } from '../../lab/storage-apart.ts';
import { paint, type Screen } from '../../render/terminal/screen.ts';
import { paragraph } from '../../render/terminal/wrap.ts';
import { NO_SERVICES } from '../../scenarios/all.ts';
import { imageNaming } from '../../runtime/docker/image-names.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../../runtime/jaeger-profile.ts';
import type { JaegerLaunch, LabSpec, Runtime } from '../../runtime/runtime.ts';
import type { Context } from '../context.ts';
import { openProgress } from '../shell/progress.ts';
import { type ChosenSampling, chosenSampling } from './chosen-sampling.ts';
import { confirmChanges } from './confirm-changes.ts';
import { checkStorage } from './check-storage.ts';
import { chooseRuntime, type ReadyRuntime } from './open-runtime.ts';
import { reportUp } from './report-up.ts';
import { findScenario, type FoundScenario } from './scenario-named.ts';
import { deploymentOf, type UpOptions } from './up-options.ts';

/** What happens first, then why, since a reason may be as long as a path and an error of the system. */
const withoutContainers = (reason: string, screen: Screen): string =>
  `The lab runs as processes, not in containers:\n${paragraph(reason, screen, undefined, '  ')}`.trimEnd();

/** A lab that is about to be brought up, and where. */
export interface PreparedLab extends ReadyRuntime {
  bringUp(): Promise<LabState>;
}

/** Chooses the runtime and gets what the lab needs there: nothing of the lab is started yet. */
export async function prepareUp(
  scenarioName: string,
  options: UpOptions,
  context: Context,
): Promise<PreparedLab> {
  const { scenario, topology }: FoundScenario =
    options.services === false ? { scenario: NO_SERVICES } : await findScenario(scenarioName);
  const chosen = await chosenSampling(options.sample, options.sampling);
  const folder = labFolder(options.name, context.env);
  const state = await readState(folder);
  const labOptions = {
    name: options.name,
    ports: portsOf(options, state),
    ...chosen,
    ...besideJaeger(options),
    env: options.env ?? [],
    faults: options.faults,
    deployment: testedDeployment(options),
  };
  // What was typed wrongly is said before anything is looked for.
  const specWith = (jaeger: JaegerLaunch): LabSpec => labSpec(scenario, { ...labOptions, jaeger });
  specWith({ ...jaegerProfile(DEFAULT_JAEGER), version: options.jaeger ?? DEFAULT_JAEGER });
  const progress = await openProgress(context, options.quiet ?? false);
  const on = reportUp(progress, context);
  const tick = tickOn(context.noteScreen);
  const say = (line: string): void => progress.done('runtime', line);
  try {
    const ready = await chooseRuntime(
      {
        choice: options,
        state,
        specFor: async (runtime) => specWith(await jaegerOf(options, runtime)),
        on,
        onFallback: (reason) => say(withoutContainers(reason, context.noteScreen)),
      },
      context,
    );
    say(`${tick} ${ready.runtime.description}`);
    const bringUpNow = (): Promise<LabState> =>
      bringUp({
        ...ready,
        topology,
        temporary: options.temporary,
        scheduleDelayMs: scheduleDelayMs(labOptions),
        sampledShare: sampledShare(scenario, labOptions),
        faults: labOptions.faults,
        madeWith: madeWith(options, labOptions, imagesOf(ready, options, context)),
        check: storageCheck(labOptions, ready.runtime, { say, tick, context }),
        confirm: (changes) => confirmChanges(options.name, changes, { ...options, state }, context),
        folder,
        clock: context.clock,
        on,
        signal: context.stop,
      }).finally(() => progress.end());
    return { ...ready, bringUp: bringUpNow };
  } catch (error) {
    progress.end();
    throw error;
  }
}

const tickOn = (screen: Screen): string => paint(screen).green(screen.unicode ? '✔' : 'ok');

/** @throws LabError (usage) for a storage that is only written into files for Compose */
function testedDeployment(options: UpOptions): LabOptions['deployment'] {
  const deployment = deploymentOf(options);
  if (deployment?.storage !== 'clickhouse') return deployment;
  throw new LabError('labs with ClickHouse are not tested: only export compose writes it', {
    hint: 'jaeger-lab export compose checkout --production --storage clickhouse --storage-url HOST:9000',
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) for two places of the same logs */
function besideJaeger({ with: kinds, lokiUrl }: UpOptions): Pick<LabOptions, 'with' | 'lokiUrl'> {
  if (lokiUrl === undefined || !kinds?.includes('victorialogs')) return { with: kinds, lokiUrl };
  throw new LabError('--with logs and --loki-url are two places for the same logs', {
    hint: `give one of them: jaeger-lab up --loki-url ${lokiUrl}`,
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) for a log server that containers do not reach */
function jaegerOf({ lokiUrl, jaeger }: UpOptions, runtime: Runtime): Promise<JaegerLaunch> {
  if (runtime.kind === 'docker' && lokiUrl !== undefined && isLoopback(lokiUrl))
    throw loopbackInContainer(`--loki-url ${lokiUrl}`, 'add --runtime local');
  return runtime.jaeger(jaeger);
}

/** Undefined where there is nothing to check; a tail sampler would drop the trace that the check looks for. */
const storageCheck = (
  { name, deployment, sampling }: Pick<LabOptions, 'name' | 'deployment' | 'sampling'>,
  runtime: Runtime,
  report: Omit<Parameters<typeof checkStorage>[1], 'apart' | 'problem'>,
): BringUp['check'] =>
  deployment === undefined || sampling?.kind === 'tail'
    ? undefined
    : (found) =>
        checkStorage(found, {
          ...report,
          apart: async () => storageApart(deployment, await runtime.settings(name)),
          problem: async () => {
            const { storageProblem } = await import('./storage-status.ts');
            const lab = { name, components: found, madeWith: { deployment } };
            return storageProblem(lab, await runtime.settings(name), report.context);
          },
        });

/** A lab on free ports keeps them where the options do not ask for others. */
const portsOf = (
  { ports, portOffset }: UpOptions,
  state: LabState | undefined,
): MadeWith['ports'] => {
  const keepsFree = portOffset === 0 && state?.madeWith?.ports === 'auto';
  return ports ?? (keepsFree ? 'auto' : portOffset);
};

/** The options as a repair finds them again. */
const madeWith = (
  options: UpOptions,
  { ports, sample, sampling }: ChosenSampling & Pick<MadeWith, 'ports'>,
  images: Pick<MadeWith, 'image' | 'registry'>,
): MadeWith => ({
  ports,
  sample,
  sampling,
  ...images,
  with: options.with && [...options.with],
  lokiUrl: options.lokiUrl,
  env: [...(options.env ?? [])],
  jaegerBin: options.jaegerBin && resolve(options.jaegerBin),
  deployment: deploymentOf(options),
});

/** A repair in another shell needs the images that the environment of this one names. */
function imagesOf(
  { runtime }: ReadyRuntime,
  { image }: UpOptions,
  { env }: Context,
): Pick<MadeWith, 'image' | 'registry'> {
  if (runtime.kind === 'local') return {};
  const { overrides, registry } = imageNaming(env, image);
  return {
    ...(Object.keys(overrides).length > 0 && { image: { ...overrides } }),
    ...(registry !== '' && { registry }),
  };
}
