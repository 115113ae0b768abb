import { Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { LabState } from '../../../lab/state.ts';
import { paint, type Screen } from '../../../render/terminal/screen.ts';
import { WITH } from '../../../lab/companions.ts';
import { paragraph } from '../../../render/terminal/wrap.ts';
import { renderUp } from '../../../render/terminal/up.ts';
import { DEFAULT_SCENARIO } from '../../../scenarios/all.ts';
import type { UpAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { upDocument } from '../../labs/endpoints.ts';
import { prepareUp } from '../../labs/prepare-up.ts';
import { scenarioChoice } from '../../labs/scenario-named.ts';
import { companions, lokiUrl, shared } from '../../shell/options.ts';
import { type UpOptions, withDeploymentOptions, withUpOptions } from '../../labs/up-options.ts';
import { sampling } from '../../shell/sampling-option.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';

export function upCommand(context: Context): Command {
  const command = new Command('up').argument(
    '[scenario]',
    `one of: ${scenarioChoice()}`,
    DEFAULT_SCENARIO,
  );
  const options = withDeploymentOptions(withUpOptions(command))
    .addOption(
      new Option('--sampling <how>', 'instead of --sample: remote=FILE, adaptive=2/s, tail=RULES')
        .argParser(sampling)
        .conflicts('sample'),
    )
    .option(
      '--with <server>',
      `start beside Jaeger: ${Object.keys(WITH).join(', ')} (repeatable)`,
      companions,
    )
    .option('--loki-url <url>', 'send the services’ logs to a Loki of your own', lokiUrl)
    .option('--no-services', 'Jaeger alone, for services of your own')
    .addOption(shared.yes())
    .option('--take-over', 'replace a lab of another owner on the same engine');
  return withOutputOptions(options)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab up', 'Jaeger and the services of the tutorial'],
        ['jaeger-lab up checkout --runtime local', 'another scenario, without containers'],
        [
          'jaeger-lab up ./shop.yaml --name shop --ports auto',
          'a topology of your own, beside another lab',
        ],
        ['jaeger-lab up --sample 10%', 'trace one request in ten'],
        ['jaeger-lab up --sampling adaptive=2/s', 'about two traces per second at any load'],
        ['jaeger-lab up checkout --production', 'collector, query and Elasticsearch apart'],
        ['jaeger-lab up --with zipkin', 'the same traces in Zipkin, to compare the two'],
        ['jaeger-lab up --with logs', 'the services’ logs in VictoriaLogs, by trace id'],
        ['jaeger-lab up --no-services', 'Jaeger alone, for services of your own'],
      ),
    )
    .action((scenario: string, options: UpOptions & OutputOptions, { args }: Command) => {
      if (options.services === false && args.length > 0) throw onlyOneOfThem();
      return runUp(scenario, options, context);
    });
}

async function runUp(
  scenario: string,
  options: UpOptions & OutputOptions,
  context: Context,
): Promise<void> {
  const beganAt = context.clock.now();
  const state = await (await prepareUp(scenario, options, context)).bringUp();
  const document: UpAnswer = upDocument(state, context.clock.now() - beganAt);
  const text = (screen: Screen): string => renderUp(document, screen);
  await writeAnswer({ document, text }, options, context);
  noteIfOpen(state, context);
  next(
    options.services === false ? 'jaeger-lab traces' : 'jaeger-lab load --n 50',
    options,
    context,
  );
}

/** What listens beyond this machine has no users and no passwords. */
function noteIfOpen({ access }: LabState, context: Context): void {
  const { publish = '127.0.0.1' } = access ?? {};
  if (/^(127\.|localhost$|::1$)/.test(publish)) return;
  const open = `Open to the network on ${publish}: anyone there can read traces, send spans and inject faults.`;
  context.note(paragraph(open, context.noteScreen, paint(context.noteScreen).yellow));
}

const onlyOneOfThem = (): LabError =>
  new LabError('--no-services cannot be combined with a scenario', {
    hint: 'jaeger-lab up --no-services',
    exitCode: EXIT.usage,
  });
