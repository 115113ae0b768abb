import { Command } from 'commander';
import { mapBounded } from '../../../base/bounded.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import { tracedServices } from '../../../lab/lab-spec.ts';
import type { SwitchedFault } from '../../../model/switched-fault.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { renderFaults } from '../../../render/terminal/switched-faults.ts';
import type { InjectAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import { openLab } from '../../labs/open-lab.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { keptScenario } from '../../labs/scenario-named.ts';
import {
  throwUnlessAllowed,
  throwUnlessService,
  throwUnlessServices,
} from '../../labs/services-that-suffer.ts';

interface InjectOptions extends OutputOptions {
  readonly name: string;
  readonly delay?: number;
  readonly jitter?: number;
  readonly ratio?: number;
  readonly errorRate?: number;
  readonly off?: boolean;
}

export function injectCommand(context: Context): Command {
  const command = new Command('inject')
    .argument('[service]', 'service to affect; omit to list active faults')
    .option('--delay <duration>', 'delay of each request, e.g. 2s', parse.faultDuration)
    .option(
      '--jitter <duration>',
      'additional random delay up to this, e.g. 100ms',
      parse.faultDuration,
    )
    .option('--ratio <share>', 'share of the requests to delay, e.g. 10%', parse.faultShare)
    .option('--error-rate <share>', 'share of the requests to fail, e.g. 5%', parse.faultShare)
    .option('--off', 'remove the faults of SERVICE, or of all services')
    .addOption(parse.shared.name());
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab inject enricher --delay 1s --ratio 10%', 'slow down one request in ten'],
        ['jaeger-lab inject enricher --error-rate 50%', 'make half of the requests fail'],
        ['jaeger-lab inject --off', 'remove all faults'],
      ),
    )
    .action((service: string | undefined, options: InjectOptions) =>
      runInject(service, options, context),
    );
}

async function runInject(
  service: string | undefined,
  options: InjectOptions,
  context: Context,
): Promise<void> {
  const { state } = await openLab(options.name, context);
  const scenario = await keptScenario(state);
  const services = tracedServices(scenario);
  throwUnlessServices(scenario, 'inject');
  const change = changeOf(service, options, services[0]);
  if (service !== undefined) throwUnlessService(service, scenario, 'inject');
  throwUnlessAllowed(state);
  const { askForFault, faultsIn } = await import('../../../lab/switched-fault.ts');
  const signal = context.stop;
  const asked = service === undefined ? services : [service];
  if (change) await allOf(asked, (one) => askForFault(state, one, { change, signal }));
  // To be listed, a service that was named has to answer.
  else if (service !== undefined) await askForFault(state, service, { signal });
  const faults = await faultsIn(state, services, signal);
  const document: InjectAnswer = { schema: 'jaeger-lab/inject@1', lab: options.name, faults };
  const text = (screen: Screen): string => renderFaults(faults, screen);
  await writeAnswer({ document, text }, options, context);
  next('jaeger-lab load --n 20 --interval 0', options, context);
}

/**
 * @param example a service of the lab, for hints
 * @returns undefined when the faults are only listed
 * @throws LabError (usage) for options that do not go together
 */
function changeOf(
  service: string | undefined,
  options: InjectOptions,
  example: string | undefined,
): SwitchedFault | 'off' | undefined {
  const fault = faultOf(options);
  const isNothing = fault.delayMs + fault.jitterMs + fault.errorRate === 0;
  if (options.ratio !== undefined && fault.delayMs + fault.jitterMs === 0)
    throw usage('--ratio needs --delay or --jitter', service ?? example);
  if (options.off && !isNothing)
    throw usage('--off cannot be combined with other options', service, '--off');
  if (options.off) return 'off';
  if (isNothing) return undefined;
  if (service === undefined) throw usage('inject needs a service', example);
  return fault;
}

const faultOf = ({ delay, jitter, ratio, errorRate }: InjectOptions): SwitchedFault => ({
  delayMs: delay ?? 0,
  jitterMs: jitter ?? 0,
  ratio: ratio ?? 1,
  errorRate: errorRate ?? 0,
});

const usage = (sentence: string, service = '', change = '--delay 2s --ratio 10%'): LabError =>
  new LabError(sentence, {
    hint: ['jaeger-lab inject', service, change].filter(Boolean).join(' '),
    exitCode: EXIT.usage,
  });

const AT_ONCE = 8;

/** Does it for each, also when one fails, and then throws what failed first. */
async function allOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const failures: unknown[] = [];
  await mapBounded(items, AT_ONCE, (item) =>
    work(item).catch((failure: unknown) => failures.push(failure)),
  );
  if (failures.length > 0) throw failures[0];
}
