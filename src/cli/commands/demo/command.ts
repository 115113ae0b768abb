import { Command, Option } from 'commander';
import { closedPlan } from '../../../load/schedule.ts';
import { renderCompare } from '../../../render/terminal/compare/compare.ts';
import { renderLoad } from '../../../render/terminal/load/load.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import { renderUp } from '../../../render/terminal/up.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import { variantsOf } from '../../../scenarios/requests-of.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { loadAnswerOf, requestNames, throwUnlessWell } from '../../labs/answer-load.ts';
import { driveLoad } from '../../labs/drive-load.ts';
import { openLab } from '../../labs/open-lab.ts';
import { endpointsOf } from '../../labs/endpoints.ts';
import { prepareUp } from '../../labs/prepare-up.ts';
import { findScenario, scenarioChoice } from '../../labs/scenario-named.ts';
import { type UpOptions, withUpOptions } from '../../labs/up-options.ts';
import { shared } from '../../shell/options.ts';
import { phrase } from '../../shell/phrase.ts';
import { termsIn } from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import { comparisonOf, groupsOfRuns } from '../../traces/compare-groups.ts';
import { rankTraces } from '../../traces/rank-traces.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

interface DemoOptions extends UpOptions {
  readonly format: Screen['format'];
}

/** Enough for percentiles to mean something, quick enough not to bore. */
const LOAD = {
  plan: closedPlan(50, { concurrency: 5, intervalMs: 0 }),
  timeoutMs: 30_000,
  waitMs: 30_000,
};

export function demoCommand(context: Context): Command {
  const command = new Command('demo')
    .argument('[scenario]', `one of: ${scenarioChoice()}`, DEFAULT_SCENARIO)
    .addOption(shared.quiet())
    .addOption(shared.yes())
    .addOption(
      new Option('--format <format>', 'output format').choices(['table', 'tsv']).default('table'),
    );
  return withUpOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab demo', 'the tutorial'],
        ['jaeger-lab demo file-sync', 'one call after the other, against one batch'],
      ),
    )
    .action((scenario: string, options: DemoOptions) => runDemo(scenario, options, context));
}

/** What a learner would type, one after the other; the lab stays. */
async function runDemo(scenario: string, options: DemoOptions, context: Context): Promise<void> {
  const { name, quiet, format } = options;
  const screen = { ...context.screen, format };
  const show = (table: string): void => {
    context.out(`\n${table}${format === 'table' ? termsIn(table, screen, context) : ''}`);
  };
  const { scenario: asked } = await findScenario(scenario);
  const beganAt = context.clock.now();
  const state = await (await prepareUp(scenario, options, context)).bringUp();
  const tookMs = context.clock.now() - beganAt;
  context.out(renderUp({ ...state, lab: name, tookMs, endpoints: endpointsOf(state) }, screen));
  const say = (command: string): string => phrase(command, context.startedAs, name);
  const stays = (): void => {
    context.note(`\nThe lab stays up. Remove it with:\n  ${say('jaeger-lab down')}\n`);
  };
  context.stop.addEventListener('abort', stays, { once: true });
  const run = await load(name, { quiet, screen }, context);
  await using source = await openTraceSource({ name, isNamed: true, quiet }, context);
  const { finding, origin } = await rankTraces({ by: 'path', limit: 10 }, source, context);
  show(renderSlowest(finding, origin, screen));
  for (const { name: request } of variantsOf(asked)) {
    context.out('\n');
    const other = await load(name, { quiet, screen, request }, context);
    const groups = await groupsOfRuns({ a: [run], b: [other] }, source, context);
    show(renderCompare(comparisonOf(groups, source), groups, screen));
  }
  context.stop.removeEventListener('abort', stays);
  context.note(
    `\nThe lab stays up. Go on with one of:\n` +
      ['jaeger-lab traces', 'jaeger-lab trace slowest', 'jaeger-lab status', 'jaeger-lab down']
        .map((command) => `  ${say(command)}\n`)
        .join(''),
  );
}

interface Shown {
  readonly screen: Screen;
  readonly quiet: boolean | undefined;
  readonly request?: string;
}

/** Drives load and shows how it went. @returns the number of the run */
async function load(
  name: string,
  { screen, quiet, request }: Shown,
  context: Context,
): Promise<number> {
  const lab = await openLab(name, context);
  const progress = await openProgress(context, quiet ?? false);
  const driven = await driveLoad({ lab, request, ...LOAD }, context, progress);
  context.out(renderLoad(loadAnswerOf(name, driven, requestNames(driven)), screen));
  throwUnlessWell(driven);
  return driven.run.id;
}
