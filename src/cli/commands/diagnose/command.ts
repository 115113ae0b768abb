import { Argument, Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { type LabState, writeState } from '../../../lab/state.ts';
import { variantOf } from '../../../lessons/plant.ts';
import { plantNames } from '../../../lessons/plants.ts';
import type { CauseName } from '../../../model/cause.ts';
import { renderDiagnose } from '../../../render/terminal/diagnose.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { openLab } from '../../labs/open-lab.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import { throwUnlessService } from '../../labs/services-that-suffer.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import type { DiagnoseAnswer } from './answer.ts';

interface DiagnoseOptions extends OutputOptions {
  readonly name: string;
}

export function diagnoseCommand(context: Context): Command {
  const command = new Command('diagnose')
    .addArgument(new Argument('<cause>', 'cause of the symptoms').choices(plantNames))
    .argument('[service]', 'service in which it is wrong')
    .addOption(shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab diagnose endpoint', 'the cause alone'],
        ['jaeger-lab diagnose endpoint enricher', 'the cause and the service'],
      ),
    )
    .action((cause: CauseName, service: string | undefined, options: DiagnoseOptions) =>
      runDiagnose(cause, service, options, context),
    );
}

/** Grades a diagnosis against what `break` has planted. */
async function runDiagnose(
  cause: CauseName,
  service: string | undefined,
  options: DiagnoseOptions,
  context: Context,
): Promise<void> {
  const { folder, state } = await openLab(options.name, context);
  if (service !== undefined && !isPart(service, state))
    throwUnlessService(service, await keptScenario(state), 'diagnose');
  const { planted = [] } = state;
  if (planted.length === 0) throw nothingPlanted(state);
  const { document, after } = grade(cause, service, state, planted);
  if (document.verdict === 'right') await writeState(folder, after);
  const text = (screen: Screen): string => renderDiagnose(document, screen);
  await writeAnswer({ document, text }, options, context);
  if (document.verdict !== 'right') throw wrong(document);
  const isAll = document.found === document.planted;
  next(isAll ? 'jaeger-lab fix' : 'jaeger-lab doctor', options, context);
}

const PARTS = ['spanmetrics', 'prometheus'];

/** Whether it is a part of Jaeger, or stands beside it for its metrics. */
const isPart = (component: string, { components }: LabState): boolean =>
  components.some(
    ({ name, ports }) =>
      name === component &&
      (PARTS.includes(name) ||
        ports.some((port) => port.name === 'otlp-grpc' || port.name === 'query')),
  );

function grade(
  cause: CauseName,
  service: string | undefined,
  state: LabState,
  planted: NonNullable<LabState['planted']>,
): { readonly document: DiagnoseAnswer; readonly after: LabState } {
  const ofCause = planted.filter((one) => one.cause === cause);
  const right = ofCause.filter(({ component }) => service === undefined || component === service);
  const after = planted.map((one) => (right.includes(one) ? { ...one, found: true } : one));
  const [first] = right;
  const evidence = first && `${first.component}: ${variantOf(first)?.about ?? cause}`;
  return {
    after: { ...state, planted: after },
    document: {
      schema: 'jaeger-lab/diagnose@1',
      lab: state.name,
      cause,
      ...(service !== undefined && { service }),
      verdict: first ? 'right' : ofCause.length > 0 ? 'wrong-service' : 'wrong',
      ...(evidence !== undefined && { evidence }),
      found: after.filter(({ found }) => found).length,
      planted: planted.length,
    },
  };
}

/** After `fix`, the answer may be shown: nothing is left to find. */
function nothingPlanted({ name, undone = [] }: LabState): LabError {
  const last = undone.at(-1);
  const removed = last ? `; fix last removed ${last.cause} from ${last.component}` : '';
  return new LabError(`nothing is planted in lab "${name}"${removed}`, {
    hint: 'jaeger-lab break random',
    exitCode: EXIT.usage,
  });
}

const wrong = ({ cause, service, verdict }: DiagnoseAnswer): LabError =>
  new LabError(
    verdict === 'wrong-service'
      ? `${cause} is planted, but not in ${service ?? 'that service'}`
      : `${cause} is not planted in this lab`,
    { hint: 'jaeger-lab doctor', exitCode: EXIT.no },
  );
