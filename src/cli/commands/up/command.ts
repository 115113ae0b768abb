import { Command, Option } from 'commander';
import { bringUp } from '../../../lab/bring-up.ts';
import { labFolder } from '../../../lab/lab-folder.ts';
import {
  type ComponentEnv,
  labSpec,
  sampledShare,
  scheduleDelayMs,
} from '../../../lab/lab-spec.ts';
import { type LabState, readState } from '../../../lab/state.ts';
import { DEFAULT_JAEGER, jaegerProfile } from '../../../runtime/jaeger-profile.ts';
import type { JaegerLaunch, LabSpec, Runtime } from '../../../runtime/runtime.ts';
import type { ImageOverrides } from '../../../runtime/docker/image-names.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import { pageOf } from '../../../render/terminal/component.ts';
import { paint } from '../../../render/terminal/screen.ts';
import type { UpAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { RUNTIMES, type ReadyRuntime, chooseRuntime } from '../../labs/open-runtime.ts';
import * as parse from '../../shell/options.ts';
import { openProgress } from '../../shell/progress.ts';
import { next } from '../../shell/next.ts';
import { reportUp } from '../../labs/report-up.ts';
import { findScenario, scenarioChoice } from '../../labs/scenario-named.ts';

export interface UpOptions {
  readonly name: string;
  readonly runtime?: Runtime['kind'];
  readonly jaeger?: string;
  readonly jaegerBin?: string;
  readonly image?: ImageOverrides;
  readonly portOffset: number;
  readonly ports?: 'auto';
  readonly publish?: string;
  readonly sample?: number;
  readonly env?: readonly ComponentEnv[];
  readonly faults: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function upCommand(context: Context, run = runUp): Command {
  return withUpOptions(
    new Command('up').argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO),
  )
    .addOption(parse.shared.json())
    .action((scenario: string, options: UpOptions) => run(scenario, options, context));
}

/** The options of `up`, for every command that brings a lab up. */
export function withUpOptions(command: Command, name = parse.shared.name()): Command {
  return command
    .addOption(name)
    .addOption(parse.shared.quiet())
    .addOption(
      new Option(
        '--runtime <runtime>',
        'containers or processes of this machine (default: docker where it can be had)',
      )
        .choices(RUNTIMES)
        .env('JAEGER_LAB_RUNTIME'),
    )
    .option(
      '--jaeger <version>',
      `which Jaeger: 2, 2.x.y, 1.57 or embedded (default: ${DEFAULT_JAEGER}, or what is on the PATH)`,
      parse.jaegerVersion,
    )
    .option('--jaeger-bin <path>', 'without containers: this Jaeger instead of one on the PATH')
    .option(
      '--image <part=image>',
      'replace an image: jaeger=…, node=…, redis=… or services=… (repeatable)',
      parse.imageOverride,
    )
    .option('--port-offset <number>', 'add this to every published port', parse.wholeNumber, 0)
    .addOption(
      new Option('--ports <auto>', 'let the runtime choose free ports')
        .argParser(parse.portChoice)
        .conflicts('portOffset'),
    )
    .option(
      '--publish <address>',
      'publish ports on this address instead of 127.0.0.1',
      parse.publishAddress,
    )
    .option('--sample <share>', 'trace only this share of the requests, 0 to 1', parse.share)
    .option(
      '--env <component.KEY=value>',
      'set an environment variable of a component, * for all services (repeatable)',
      parse.componentEnv,
    )
    .option('--no-faults', 'services that cannot be made slow or fail on purpose');
}

async function runUp(scenario: string, options: UpOptions, context: Context): Promise<void> {
  await bringUpLab(scenario, options, context);
  if (!options.json) next('jaeger-lab load --n 50', context, options.name);
}

/** Brings the lab up and answers where it is. */
export async function bringUpLab(
  scenario: string,
  options: UpOptions,
  context: Context,
): Promise<void> {
  const beganAt = context.clock.now();
  const state = await up(scenario, options, context);
  const tookMs = context.clock.now() - beganAt;
  const answer: UpAnswer = {
    schema: 'jaeger-lab/up@1',
    lab: state.name,
    scenario: state.scenario,
    runtime: state.runtime,
    tookMs,
    components: state.components,
  };
  if (options.json) context.out(`${JSON.stringify(answer)}\n`);
  else
    context.out(
      context.screen.format === 'table' ? headline(state, tookMs, context) : places(state),
    );
}

/** A lab that is about to be brought up, and where. */
export interface PreparedLab extends ReadyRuntime {
  bringUp(): Promise<LabState>;
}

/** Brings the lab up, with progress on stderr. */
export async function up(
  scenarioName: string,
  options: UpOptions,
  context: Context,
): Promise<LabState> {
  return (await prepareUp(scenarioName, options, context)).bringUp();
}

/** Chooses the runtime and gets what the lab needs there: nothing of the lab is started yet. */
export async function prepareUp(
  scenarioName: string,
  options: UpOptions,
  context: Context,
): Promise<PreparedLab> {
  const { scenario, topology } = await findScenario(scenarioName);
  const labOptions = {
    name: options.name,
    ports: options.ports ?? options.portOffset,
    sample: options.sample,
    env: options.env ?? [],
    faults: options.faults,
  };
  const folder = labFolder(options.name, context.env);
  // What was typed wrongly is said before anything is looked for.
  const specWith = (jaeger: JaegerLaunch): LabSpec => labSpec(scenario, { ...labOptions, jaeger });
  specWith({ ...jaegerProfile(DEFAULT_JAEGER), version: DEFAULT_JAEGER });
  const progress = await openProgress(context, options.quiet ?? false);
  const on = reportUp(progress, context);
  const { noteScreen: screen } = context;
  const tick = paint(screen).green(screen.unicode ? '✔' : 'ok');
  const say = (line: string): void => progress.done('runtime', line);
  try {
    const ready = await chooseRuntime(
      {
        choice: options,
        state: await readState(folder).catch(() => undefined),
        specFor: async (runtime) => specWith(await runtime.jaeger(options.jaeger)),
        on,
        onFallback: (reason) => say(`No containers (${reason}): the lab runs as processes.`),
      },
      context,
    );
    say(`${tick} ${ready.runtime.description}`);
    const bringUpNow = (): Promise<LabState> =>
      bringUp({
        ...ready,
        topology,
        scheduleDelayMs: scheduleDelayMs(labOptions),
        sampledShare: sampledShare(scenario, labOptions),
        faults: labOptions.faults,
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

function headline(state: LabState, tookMs: number, { screen }: Context): string {
  const name = paint(screen).bold(`Lab "${state.name}" is up`);
  return `${name} (scenario ${state.scenario}) in ${(tookMs / 1000).toFixed(1)} s.\n`;
}

/** For a pipe: component, what it runs, where it is. */
function places({ components }: LabState): string {
  return components
    .map((component) => `${component.name}\t${component.runs}\t${pageOf(component) ?? ''}\n`)
    .join('');
}
