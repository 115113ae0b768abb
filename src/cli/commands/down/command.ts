import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { renderDown } from '../../../render/terminal/down.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { DownAnswer } from './answer.ts';
import { shared } from '../../shell/options.ts';
import {
  formatOf,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import type { Failed, RemovedLab } from './remove-labs.ts';

export interface DownOptions extends OutputOptions {
  readonly name: string;
  readonly all?: boolean;
  readonly images?: boolean;
  readonly volumes?: boolean;
  readonly takeOver?: boolean;
}

export function downCommand(context: Context): Command {
  const command = new Command('down')
    .addOption(shared.name())
    .option('--all', 'remove all your labs')
    .option('--images', "also remove the images of the labs' services")
    .option('--volumes', 'also remove stored traces and the ledger of runs')
    .option('--take-over', 'remove a lab of another owner on the same engine');
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab down', 'remove the lab, keep its ledger of runs'],
        ['jaeger-lab down --name demo --volumes', 'another lab, with its ledger'],
        ['jaeger-lab down --all', 'all your labs'],
      ),
    )
    .action((options: DownOptions) => {
      // A name that the environment gives is one of all.
      if (options.all && command.getOptionValueSource('name') === 'cli')
        throw new LabError('--all and --name exclude each other', {
          hint: 'leave out one of them',
          exitCode: EXIT.usage,
        });
      return runDown(options, context);
    });
}

async function runDown(options: DownOptions, context: Context): Promise<void> {
  // Its help does not need them.
  const { removeAllLabs, removeBuiltImages, removeOneLab } = await import('./remove-labs.ts');
  const { labs, failed } = options.all
    ? await removeAllLabs(options, context)
    : { labs: [await removeOneLab(options.name, options, context)], failed: [] };
  const images = options.images ? await removeBuiltImages(context) : undefined;
  const gone = labs.filter(({ removed }) => removed.length > 0);
  const removed = [...gone.flatMap((one) => one.removed), ...(images ?? [])];
  const document: DownAnswer = {
    schema: 'jaeger-lab/down@1',
    lab: options.all ? undefined : options.name,
    removed,
    labs: gone,
  };
  const text = (screen: Screen): string => renderDown({ labs: gone, images }, screen);
  const isNothing = removed.length === 0 && failed.length === 0;
  if (isNothing && formatOf(options, context) !== 'json')
    context.note(nothingToRemove(options, labs));
  else await writeAnswer({ document, text }, options, context);
  if (failed.length > 0) throw notRemoved(failed);
}

function nothingToRemove({ all, name }: DownOptions, labs: readonly RemovedLab[]): string {
  const kept = [
    ...new Set(labs.flatMap(({ keptData }) => keptData)),
    ...(labs.some(({ keptRuns }) => keptRuns > 0) ? ['its ledger of runs'] : []),
  ];
  const ledger = kept.length === 0 ? '' : ` Kept: ${kept.join(', ')}; --volumes removes it.`;
  return `There is no lab${all ? '' : ` "${name}"`}: nothing to remove.${ledger}\n`;
}

const notRemoved = (failed: readonly Failed[]): LabError =>
  new LabError(`not removed: ${failed.map(({ lab }) => `lab "${lab}"`).join(', ')}`, {
    evidence: failed.map(({ lab, error }) => `${lab}: ${error.message}`),
    hint: 'jaeger-lab list',
    exitCode: EXIT.notReady,
  });
