import { randomInt } from 'node:crypto';
import { Argument, Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { mulberry32 } from '../../../base/random.ts';
import { changeLab } from '../../../lab/change-lab.ts';
import type { LabState } from '../../../lab/state.ts';
import { type Choice, choices, drawPlanted, variantOf } from '../../../lessons/plant.ts';
import { plantNames, plants } from '../../../lessons/plants.ts';
import type { Places } from '../../../lessons/roles.ts';
import { CAUSES } from '../../../model/cause.ts';
import { renderBreak } from '../../../render/terminal/break.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { keptSpec } from '../../labs/kept-spec.ts';
import { openLab } from '../../labs/open-lab.ts';
import { openRuntimeOf } from '../../labs/open-runtime.ts';
import { reportUp } from '../../labs/report-up.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import { throwUnlessService } from '../../labs/services-that-suffer.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import type { BreakAnswer } from './answer.ts';
import { partsIn } from './parts.ts';

interface BreakOptions extends OutputOptions {
  readonly name: string;
  readonly service?: string;
  readonly seed?: number;
  readonly count: number;
  readonly spoil?: boolean;
}

const RANDOM = 'random';

export function breakCommand(context: Context): Command {
  const command = new Command('break')
    .addArgument(
      new Argument('[error]', 'error to plant, or random; omit to list them').choices([
        ...plantNames,
        RANDOM,
      ]),
    )
    .option('--service <name>', 'service to plant it in (default: drawn)')
    .option('--seed <number>', 'seed of the draw (default: a new one)', parse.wholeNumber)
    .option('--count <number>', 'number of errors, each in another service', parse.count, 1)
    .option('--spoil', 'print the error and its service')
    .addOption(parse.shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab break', 'the errors that can be planted'],
        ['jaeger-lab break endpoint --service enricher', 'a certain error in a certain service'],
        ['jaeger-lab break random --seed 7', 'an error to find with doctor'],
      ),
    )
    .action((error: string | undefined, options: BreakOptions) =>
      runBreak(error, options, context),
    );
}

async function runBreak(
  error: string | undefined,
  options: BreakOptions,
  context: Context,
): Promise<void> {
  if (error === undefined) return listCauses(options, context);
  const { folder, state } = await openLab(options.name, context);
  const scenario = await keptScenario(state);
  const { runtime } = await openRuntimeOf(state, context);
  const launch = await runtime.jaeger(state.jaeger);
  const { components } = await keptSpec(state, launch);
  const places = { scenario, parts: partsIn(state, components, scenario) };
  const drawn = draw(error, options, state, places);
  const after: LabState = { ...state, planted: [...(state.planted ?? []), ...drawn] };
  const spec = await keptSpec(after, launch);
  const progress = await openProgress(context, options.quiet ?? false);
  // Which service is recreated would say where the error is.
  const report = options.spoil ? reportUp(progress, context) : () => undefined;
  progress.update('break', '  planting');
  const work = { folder, state: after, spec, runtime, on: report, signal: context.stop };
  await changeLab(work).finally(() => progress.end());
  const document: BreakAnswer = {
    schema: 'jaeger-lab/break@1',
    lab: state.name,
    symptoms: symptomsOf(drawn),
    ...(options.spoil && {
      planted: drawn.map((one) => ({
        cause: one.cause,
        component: one.component,
        about: variantOf(one)?.about ?? '',
      })),
    }),
  };
  const text = (screen: Screen): string => renderBreak(document, screen);
  await writeAnswer({ document, text }, options, context);
  next(
    'jaeger-lab load --n 5, then jaeger-lab diagnose CAUSE; the answer: jaeger-lab doctor',
    options,
    context,
  );
}

/** Each once, with the number of services that show it. */
function symptomsOf(drawn: readonly Choice[]): string[] {
  const all = drawn.map(({ cause }) => plants.find((one) => one.cause === cause)?.symptom ?? '');
  return [...new Set(all)].map((symptom) => {
    const times = all.filter((one) => one === symptom).length;
    return times === 1 ? symptom : `${symptom} (in ${times} services)`;
  });
}

async function listCauses(options: BreakOptions, context: Context): Promise<void> {
  const document: BreakAnswer = {
    schema: 'jaeger-lab/break@1',
    lab: options.name,
    symptoms: [],
    causes: plantNames.map((name) => ({ name, title: CAUSES[name] })),
  };
  const text = (screen: Screen): string => renderBreak(document, screen);
  await writeAnswer({ document, text }, options, context);
  next('jaeger-lab break random', options, context);
}

/** @throws LabError (usage) when there is nothing of the kind to plant */
function draw(
  error: string,
  { service, seed = randomInt(2 ** 31), count }: BreakOptions,
  { planted = [] }: LabState,
  places: Places,
): Choice[] {
  const { scenario, parts } = places;
  if (service !== undefined && !Object.values(parts).flat().includes(service))
    throwUnlessService(service, scenario, 'break');
  const of = plants.filter(({ cause }) => error === RANDOM || cause === error);
  const free = choices(of, places).filter(
    ({ component }) =>
      (service === undefined || component === service) &&
      planted.every((one) => one.component !== component),
  );
  const drawn = drawPlanted(free, count, mulberry32(seed));
  if (drawn.length === count) return drawn;
  const where = service ?? `scenario ${scenario.name}`;
  throw new LabError(
    planted.length > 0
      ? `${where} has errors planted already`
      : `${where} has no place for ${count === 1 ? `the error ${error}` : `${count} errors`}`,
    {
      hint: hintFor(planted.length > 0, choices(plants, places).length > 0),
      exitCode: EXIT.usage,
    },
  );
}

const hintFor = (hasPlanted: boolean, hasPlace: boolean): string => {
  if (hasPlanted) return 'jaeger-lab fix';
  return hasPlace ? 'jaeger-lab break random' : 'jaeger-lab up tutorial has services to break';
};
