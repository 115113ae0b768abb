import { Command, Option } from 'commander';
import { closedPlan } from '../../../load/schedule.ts';
import { jsonText } from '../../../render/json.ts';
import { renderCompare } from '../../../render/terminal/compare/compare.ts';
import { renderLoad } from '../../../render/terminal/load/load.ts';
import { renderSlowest } from '../../../render/terminal/slowest/slowest.ts';
import { renderUp } from '../../../render/terminal/up.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import { variantsOf } from '../../../scenarios/requests-of.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { loadAnswerOf, requestNames, throwUnlessWell } from '../../labs/answer-load.ts';
import { driveLoad } from '../../labs/drive-load.ts';
import { openLab } from '../../labs/open-lab.ts';
import { upDocument } from '../../labs/endpoints.ts';
import { prepareUp } from '../../labs/prepare-up.ts';
import { findScenario, scenarioChoice } from '../../labs/scenario-named.ts';
import { type UpOptions, withUpOptions } from '../../labs/up-options.ts';
import { shared } from '../../shell/options.ts';
import { phrase } from '../../shell/phrase.ts';
import { type AnswerForms, formatOf, type OutputOptions, termsIn } from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import { compareDocument, comparisonOf, groupsOfRuns } from '../../traces/compare-groups.ts';
import { rankTraces, slowestDocument } from '../../traces/rank-traces.ts';
import { openTraceSource } from '../../traces/trace-source.ts';

interface DemoOptions extends UpOptions, Pick<OutputOptions, 'format' | 'json'> {}

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
      new Option('--format <format>', 'how to write the answers (default: table)').choices([
        'table',
        'tsv',
        'json',
      ]),
    )
    .addOption(
      new Option('--json', 'a JSON document in each line: --format json').conflicts('format'),
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
  const { name, quiet } = options;
  const show = shownAs(formatOf({ ...options, fallback: 'table' }, context), context);
  const { scenario: asked } = await findScenario(scenario);
  const beganAt = context.clock.now();
  const state = await (await prepareUp(scenario, options, context)).bringUp();
  const up = upDocument(state, context.clock.now() - beganAt);
  show({ document: up, text: (screen) => renderUp(up, screen) });
  const say = (command: string): string => phrase(command, context.startedAs, name);
  const stays = (): void => {
    context.note(`\nThe lab stays up. Remove it with:\n  ${say('jaeger-lab down')}\n`);
  };
  context.stop.addEventListener('abort', stays, { once: true });
  const run = await load(name, { quiet, show }, context);
  await using source = await openTraceSource({ name, isNamed: true, quiet }, context);
  const { finding, origin } = await rankTraces({ by: 'path', limit: 10 }, source, context);
  const document = slowestDocument(finding, origin);
  show({ document, text: (screen) => renderSlowest(finding, origin, screen), hasTerms: true });
  for (const { name: request } of variantsOf(asked)) {
    const other = await load(name, { quiet, show, request }, context);
    const groups = await groupsOfRuns({ a: [run], b: [other] }, source, context);
    const compared = comparisonOf(groups, source);
    show({
      document: compareDocument(compared, groups),
      text: (screen) => renderCompare(compared, groups, screen),
      hasTerms: true,
    });
  }
  context.stop.removeEventListener('abort', stays);
  context.note(
    `\nThe lab stays up. Go on with one of:\n` +
      ['jaeger-lab traces', 'jaeger-lab trace slowest', 'jaeger-lab status', 'jaeger-lab down']
        .map((command) => `  ${say(command)}\n`)
        .join(''),
  );
}

type Show = (answer: AnswerForms) => void;

/** Writes each answer as its own command does, as soon as it is there; tables and rows are parted by an empty line. */
function shownAs(format: string, context: Context): Show {
  const screen = { ...context.screen, format: format === 'tsv' ? 'tsv' : 'table' } as const;
  let isFirst = true;
  return ({ document, text, hasTerms }) => {
    if (format === 'json' || !text) {
      context.out(jsonText(document));
      return;
    }
    const shown = text(screen, format);
    const terms = hasTerms && format === 'table' ? termsIn(shown, screen, context) : '';
    context.out(`${isFirst ? '' : '\n'}${shown}${terms}`);
    isFirst = false;
  };
}

interface Shown {
  readonly show: Show;
  readonly quiet: boolean | undefined;
  readonly request?: string;
}

/** Drives load and shows how it went. @returns the number of the run */
async function load(
  name: string,
  { show, quiet, request }: Shown,
  context: Context,
): Promise<number> {
  const lab = await openLab(name, context);
  const progress = await openProgress(context, quiet ?? false);
  const driven = await driveLoad({ lab, request, ...LOAD }, context, progress);
  const document = loadAnswerOf(name, driven, requestNames(driven));
  show({ document, text: (screen) => renderLoad(document, screen) });
  throwUnlessWell(driven);
  return driven.run.id;
}
