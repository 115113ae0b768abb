import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { changeLab } from '../../../lab/change-lab.ts';
import { sampledShare, scheduleDelayMs } from '../../../lab/lab-spec.ts';
import type { LabState } from '../../../lab/state.ts';
import { settingsOf } from '../../../lessons/plant.ts';
import { renderFix } from '../../../render/terminal/fix.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { keptSpec } from '../../labs/kept-spec.ts';
import { openLab } from '../../labs/open-lab.ts';
import { openRuntimeOf } from '../../labs/open-runtime.ts';
import { reportUp } from '../../labs/report-up.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import type { FixAnswer } from './answer.ts';

interface FixOptions extends OutputOptions {
  readonly name: string;
}

export function fixCommand(context: Context): Command {
  const command = new Command('fix')
    .argument('[component]', 'component to fix (default: all that break changed)')
    .argument('[settings...]', 'variables to reset (default: all)')
    .addOption(shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab fix', 'undo all that break has planted'],
        ['jaeger-lab fix enricher OTEL_TRACES_EXPORTER', 'one variable, as doctor prints it'],
      ),
    )
    .action((component: string | undefined, settings: string[], options: FixOptions) =>
      runFix(component, settings, options, context),
    );
}

async function runFix(
  component: string | undefined,
  settings: readonly string[],
  options: FixOptions,
  context: Context,
): Promise<void> {
  const { folder, state } = await openLab(options.name, context);
  const { after, fixed } = fix(state, component, settings);
  const { runtime } = await openRuntimeOf(state, context);
  if (fixed.length > 0) {
    const { madeWith } = after;
    const known = madeWith && {
      sampledShare: sampledShare(await keptScenario(state), madeWith),
      scheduleDelayMs: scheduleDelayMs(madeWith),
    };
    const spec = await keptSpec(after, await runtime.jaeger(state.jaeger));
    const progress = await openProgress(context, options.quiet ?? false);
    const on = reportUp(progress, context);
    const work = { folder, state: { ...after, ...known }, spec, runtime, on, signal: context.stop };
    await changeLab(work).finally(() => progress.end());
  }
  const document: FixAnswer = {
    schema: 'jaeger-lab/fix@1',
    lab: state.name,
    fixed,
    left: after.planted?.length ?? 0,
  };
  const text = (screen: Screen): string => renderFix(document, screen);
  await writeAnswer({ document, text }, options, context);
  next('jaeger-lab doctor', options, context);
}

interface Fixed {
  readonly after: LabState;
  readonly fixed: FixAnswer['fixed'];
}

/** Without a component all that was planted goes; a component also loses what `up --env` set for it. */
function fix(state: LabState, component: string | undefined, settings: readonly string[]): Fixed {
  const { planted = [], madeWith } = state;
  if (component === undefined) {
    const fixed = planted.map((one) => ({ component: one.component, settings: settingsOf(one) }));
    const after = { ...state, planted: undefined, ...withFixed(state, planted) };
    return { after, fixed };
  }
  throwUnlessThere(component, state);
  const isNamed = (names: readonly string[]): boolean =>
    settings.length === 0 || names.some((name) => settings.includes(name));
  const gone = planted.filter((one) => one.component === component && isNamed(settingsOf(one)));
  const reset = (madeWith?.env ?? []).filter(
    (one) =>
      isNamed([one.key]) &&
      // What is set for all services is only reset where it is named.
      (one.component === component || (one.component === '*' && settings.length > 0)),
  );
  const names = [...gone.flatMap(settingsOf), ...reset.map(({ key }) => key)];
  throwUnlessSet(settings, names, component);
  if (gone.length + reset.length === 0) return { after: state, fixed: [] };
  const left = planted.filter((one) => !gone.includes(one));
  const env = madeWith?.env.filter((one) => !reset.includes(one)) ?? [];
  return {
    after: {
      ...state,
      planted: left.length > 0 ? left : undefined,
      ...withFixed(state, gone),
      madeWith: madeWith && { ...madeWith, env },
    },
    fixed: [{ component, settings: [...new Set(names)] }],
  };
}

const withFixed = (
  { fixed = [], undone = [] }: LabState,
  gone: NonNullable<LabState['planted']>,
): Pick<LabState, 'fixed' | 'undone'> => ({
  fixed: [...new Set([...fixed, ...gone.map(({ cause }) => cause)])],
  undone: [...undone, ...gone],
});

/** Which variables are set is not listed: the planted ones are for the learner to find. */
function throwUnlessSet(
  settings: readonly string[],
  set: readonly string[],
  component: string,
): void {
  const unset = settings.filter((name) => !set.includes(name));
  if (unset.length === 0) return;
  throw new LabError(
    `neither break nor up --env set ${unset.join(' or ')} for component "${component}"`,
    {
      hint: `see which variable is wrong: jaeger-lab doctor; reset all of them: jaeger-lab fix ${component}`,
      exitCode: EXIT.usage,
    },
  );
}

function throwUnlessThere(component: string, { name, components }: LabState): void {
  if (components.some((one) => one.name === component)) return;
  throw new LabError(`lab "${name}" has no component "${component}"`, {
    hint: `one of: ${components.map((one) => one.name).join(', ')}`,
    exitCode: EXIT.usage,
  });
}
