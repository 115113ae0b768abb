import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { repairLab } from '../../../lab/repair.ts';
import type { LabSpec, Runtime } from '../../../runtime/runtime.ts';
import type { RepairAnswer } from './answer.ts';
import { componentRows } from '../../../render/terminal/component.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { paragraph } from '../../../render/terminal/wrap.ts';
import { tsvRows } from '../../../render/tsv.ts';
import type { Context } from '../../context.ts';
import { keptSpec } from '../../labs/kept-spec.ts';
import { findLab } from '../../labs/open-lab.ts';
import { lostWithAll } from '../../labs/lost-with.ts';
import { openRuntimeOf } from '../../labs/open-runtime.ts';
import { reportUp } from '../../labs/report-up.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';

interface RepairOptions extends OutputOptions {
  readonly name: string;
}

export function repairCommand(context: Context): Command {
  const command = new Command('repair')
    .argument('[component]', 'component to start again (default: all that do not run)')
    .addOption(shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab repair', 'everything that does not run'],
        ['jaeger-lab repair jaeger', 'one component'],
      ),
    )
    .action((component: string | undefined, options: RepairOptions) =>
      runRepair(component, options, context),
    );
}

async function runRepair(
  component: string | undefined,
  options: RepairOptions,
  context: Context,
): Promise<void> {
  const { folder, state: before } = await findLab(options.name, context);
  const { runtime } = await openRuntimeOf(before, context);
  const spec = await keptSpec(before, await runtime.jaeger(before.jaeger));
  throwUnlessThere(component, spec);
  const progress = await openProgress(context, options.quiet ?? false);
  const report = reportUp(progress, context);
  const started: string[] = [];
  const work = {
    ...{ folder, spec, component, runtime, state: before, signal: context.stop },
    on: (event: Parameters<typeof report>[0]) => {
      if (event.kind === 'starting') started.push(event.component);
      report(event);
    },
  };
  const prepare = runtime.prepare(spec, work.on, context.stop);
  const state = await prepare.then(() => repairLab(work)).finally(() => progress.end());
  const lost = await lostWithAll(started, state);
  const dead = await notRunning(spec, runtime);
  const isStarted = ({ name }: { readonly name: string }): boolean => started.includes(name);
  const document: RepairAnswer = {
    schema: 'jaeger-lab/repair@1',
    lab: state.name,
    started,
    lost,
    components: state.components,
  };
  const text = (screen: Screen): string => {
    if (screen.format === 'tsv')
      return (
        componentRows(state.components.filter(isStarted)) +
        tsvRows(
          'lost',
          'what',
          lost.map((one) => ({ what: one })),
        )
      );
    const what = whatHappened(started, dead, component);
    return [`Lab "${state.name}": ${what}.`, ...lost.map((one) => `  ${one}`)]
      .map((line) => paragraph(line, screen))
      .join('');
  };
  await writeAnswer({ document, text }, options, context);
  next(dead.length === 0 ? 'jaeger-lab status' : 'jaeger-lab repair', options, context);
}

/** What is still to be repaired where only one component was. */
async function notRunning(
  { name, components }: LabSpec,
  runtime: Pick<Runtime, 'find'>,
): Promise<string[]> {
  const found = await runtime.find(name);
  const running = found.filter(({ state }) => state === 'running').map((one) => one.name);
  return components.map((one) => one.name).filter((one) => !running.includes(one));
}

function whatHappened(
  started: readonly string[],
  dead: readonly string[],
  component = 'everything',
): string {
  const rest = dead.length === 0 ? '' : `; not running: ${dead.join(', ')}`;
  if (started.length > 0) return `started ${started.join(', ')} again${rest}`;
  const runs = dead.length === 0 ? 'everything' : component;
  return `${runs} runs, nothing was started${rest}`;
}

function throwUnlessThere(component: string | undefined, { name, components }: LabSpec): void {
  if (component === undefined || components.some((one) => one.name === component)) return;
  throw new LabError(`lab "${name}" has no component "${component}"`, {
    hint: `one of: ${components.map((one) => one.name).join(', ')}`,
    exitCode: EXIT.usage,
  });
}
