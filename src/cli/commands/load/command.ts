import { counted } from '../../../model/counted.ts';
import { Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { CarriedFault } from '../../../load/fault.ts';
import { ID_SOURCES } from '../../../load/own-trace.ts';
import { closedPlan, type Plan } from '../../../load/schedule.ts';
import { renderLoad } from '../../../render/terminal/load/load.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { withJaegerName } from '../../shell/trace-options.ts';
import { examples } from '../../shell/examples.ts';
import { loadAnswerOf, requestNames, throwUnlessWell } from '../../labs/answer-load.ts';
import { driveLoad } from '../../labs/drive-load.ts';
import { namingWhatIsGone } from '../../labs/name-what-is-gone.ts';
import { labElsewhere, originOf } from '../../labs/elsewhere.ts';
import { type OpenLab, openLab } from '../../labs/open-lab.ts';
import { scenarioChoice } from '../../labs/scenario-named.ts';
import * as parse from '../../shell/options.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import { type OwnLoadOptions, runOwnLoad } from './own.ts';

interface LoadCommandOptions extends OutputOptions, Omit<OwnLoadOptions, 'url'> {
  readonly url?: string;
  readonly n?: number;
  readonly request?: string;
  readonly fault?: readonly CarriedFault[];
  readonly interval: number;
  readonly concurrency: number;
  readonly rate?: number;
  readonly duration?: number;
  readonly seed?: number;
  readonly gatewayUrl?: URL;
  readonly scenario?: string;
}

/** As of up. */
const DEFAULT_SCENARIO = 'tutorial';

const DEFAULT_REQUESTS = 50;

export function loadCommand(context: Context): Command {
  const openOnly = ['interval', 'concurrency'];
  const command = new Command('load')
    .option('-n, --n <requests>', `number of requests (default: ${DEFAULT_REQUESTS})`, parse.count)
    .option('--allow-failures <share>', 'share of requests that may fail (default: 0)', parse.share)
    .option('--request <name>', 'send only this request of the scenario')
    .option(
      '--fault <fault>',
      'fault for a share of requests, e.g. enricher:delay=2s@10%',
      parse.carriedFault,
    )
    .addOption(
      parse.durationOption(
        '--interval <duration>',
        'closed loop: pause after each response',
        '500ms',
      ),
    )
    .option('--concurrency <workers>', 'closed loop: requests at a time', parse.count, 1)
    .addOption(
      new Option('--rate <rate>', 'open loop: requests per time, e.g. 20/s')
        .argParser(parse.rate)
        .conflicts(openOnly),
    )
    .addOption(
      new Option('--duration <duration>', 'open loop: length of the run, instead of --n')
        .argParser(parse.duration)
        .conflicts(['n', ...openOnly]),
    )
    .option(
      '--seed <number>',
      'choose the requests with faults as in an earlier run',
      parse.wholeNumber,
    )
    .addOption(parse.timeoutOption('30s'))
    .addOption(
      parse.durationOption('--wait <duration>', 'timeout for the traces to become readable', '30s'),
    );
  return withOutputOptions(withElsewhereOptions(withOwnService(command)))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab load --n 50', '50 requests, one after the other'],
        ['jaeger-lab load --rate 20/s --duration 10s', 'send times fixed beforehand'],
        ['jaeger-lab load --fault enricher:delay=1s@10%', 'one request in ten is slow'],
        [
          'jaeger-lab load --gateway-url http://localhost:5000 --jaeger-url http://localhost:16686',
          'a scenario that Compose has started',
        ],
        [
          'jaeger-lab load --url http://localhost:3000/cart --jaeger-url http://localhost:16686',
          'to a service and a Jaeger of your own',
        ],
      ),
    )
    .action((options: LoadCommandOptions) => runLoad(options, context));
}

const withElsewhereOptions = (command: Command): Command =>
  command
    .optionsGroup('A scenario that runs elsewhere, for example with Compose:')
    .option(
      '--gateway-url <url>',
      'address of the entry of a scenario, with --jaeger-url',
      originOf,
    )
    .option('--scenario <name>', `${scenarioChoice()} (default: ${DEFAULT_SCENARIO})`);

/** The options of load that is not a scenario's. */
function withOwnService(command: Command): Command {
  const own = (option: Option): Option => option.conflicts(['request', 'fault', 'seed']);
  return withJaegerName(
    command
      .optionsGroup('Your own service:')
      .addOption(
        own(
          new Option('--url <url>', 'URL of your service to send requests to').argParser(
            parse.httpUrl('--url', 'http://localhost:5000/cart'),
          ),
        ),
      )
      .option('--method <method>', 'HTTP method (default: GET, with a body POST)', parse.method)
      .option('--header <name: value>', 'header of each request (repeatable)', parse.header)
      .option('--data <text>', 'body of each request, or @FILE')
      .option('--requests <file>', 'YAML file with several requests and their weights')
      .option('--ca <file>', 'certificate in PEM that the service’s is signed with')
      .option('--cert <file>', 'client certificate in PEM, with --key')
      .option('--key <file>', 'key of the client certificate')
      .option('--insecure', 'do not check the service’s certificate')
      .addOption(
        new Option('--ids <source>', 'where trace ids come from')
          .choices(ID_SOURCES)
          .default('auto'),
      )
      .option('--yes', 'more than 20/s to another machine without asking'),
  );
}

async function runLoad(options: LoadCommandOptions, context: Context): Promise<void> {
  const { url } = options;
  if (url !== undefined) return runOwnLoad({ ...options, url }, planOf(options), context);
  if (options.gatewayUrl === undefined) refuseOwnOptions(options);
  return runLabLoad(options, context);
}

const OWN_ONLY = [
  ...(['method', 'header', 'data', 'requests', 'jaegerUrl', 'target'] as const),
  ...(['ca', 'cert', 'key', 'insecure'] as const),
] as const;

/** @throws LabError (usage) for an option that needs --url */
function refuseOwnOptions(options: LoadCommandOptions): void {
  const given = OWN_ONLY.find((option) => options[option] !== undefined);
  if (given === undefined) return;
  const typed = given === 'jaegerUrl' ? 'jaeger-url' : given;
  throw new LabError(`--${typed} needs --url: the requests of a scenario are fixed`, {
    hint: 'jaeger-lab load --url http://localhost:3000/cart --jaeger-url http://localhost:16686',
    exitCode: EXIT.usage,
  });
}

async function runLabLoad(options: LoadCommandOptions, context: Context): Promise<void> {
  const { name, request, fault: faults, seed, timeout: timeoutMs, wait: waitMs, quiet } = options;
  const plan = planOf(options);
  const lab = await labOf(options, context);
  const progress = await openProgress(context, quiet ?? false);
  const forgetsTraces = true;
  const work = { lab, plan, request, faults, seed, timeoutMs, waitMs, forgetsTraces };
  const { isElsewhere = false } = lab;
  const isTraceless = await (isElsewhere
    ? sendAll()
    : namingWhatIsGone(lab.state, context, sendAll));
  const from = options.jaegerUrl && ` --jaeger-url ${options.jaegerUrl}`;
  next(isTraceless ? 'jaeger-lab doctor' : `jaeger-lab slowest${from ?? ''}`, options, context);

  /** @returns whether there are no traces, or requests were not sampled that should be */
  async function sendAll(): Promise<boolean> {
    const load = await driveLoad(work, context, progress);
    const document = loadAnswerOf(name, load, requestNames(load));
    const text = (screen: Screen): string => renderLoad(document, screen);
    await writeAnswer({ document, text }, options, context);
    throwUnlessWell(load, options.allowFailures);
    const dropped = load.traces?.notSampled ?? 0;
    if (dropped === 0 || lab.state.sampledShare !== 1 || load.run.tail)
      return load.traces?.readable.size === 0;
    lineTo(context)(`not sampled: ${counted(dropped, 'request')}, though every request should be`);
    return true;
  }
}

/** @throws LabError (usage) for options that belong together, and one is missing */
async function labOf(
  { name, gatewayUrl, jaegerUrl, scenario }: LoadCommandOptions,
  context: Context,
): Promise<OpenLab & { readonly isElsewhere?: boolean }> {
  if (gatewayUrl === undefined && scenario === undefined) return openLab(name, context);
  if (gatewayUrl && jaegerUrl !== undefined) {
    const jaeger = originOf(jaegerUrl);
    const where = { gatewayUrl, jaegerUrl: jaeger, scenario: scenario ?? DEFAULT_SCENARIO };
    return labElsewhere(where, name, context);
  }
  throw new LabError('--gateway-url and --jaeger-url are needed together', {
    hint: 'jaeger-lab load --gateway-url http://localhost:5000 --jaeger-url http://localhost:16686',
    exitCode: EXIT.usage,
  });
}

/** The ledger keeps each; more would not fit into the memory of one program, nor into a string. */
const MOST_REQUESTS = 1_000_000;

function planOf(options: LoadCommandOptions): Plan {
  const { n, rate = 0, duration = 0 } = options;
  const requests = n ?? (duration * rate) / 1000;
  if (requests <= MOST_REQUESTS) return planAsked(options);
  throw new LabError(`a run has at most ${MOST_REQUESTS} requests, not ${Math.ceil(requests)}`, {
    hint: 'reduce --n, --rate or --duration, and start several runs',
    exitCode: EXIT.usage,
  });
}

function planAsked({ n, interval, concurrency, rate, duration }: LoadCommandOptions): Plan {
  if (rate === undefined) {
    if (duration === undefined)
      return closedPlan(n ?? DEFAULT_REQUESTS, { concurrency, intervalMs: interval });
    throw new LabError('--duration needs --rate', {
      hint: 'jaeger-lab load --rate 20/s --duration 10s',
      exitCode: EXIT.usage,
    });
  }
  const length =
    duration === undefined ? { requests: n ?? DEFAULT_REQUESTS } : { durationMs: duration };
  return { kind: 'open', perSecond: rate, ...length };
}
