import { counted } from '../../../model/counted.ts';
import { Command } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import { nearestRank } from '../../../base/percentile.ts';
import type { Facts } from '../../../doctor/facts.ts';
import type { Finding } from '../../../doctor/verdicts/finding.ts';
import { CAUSES } from '../../../model/cause.ts';
import { renderDoctor } from '../../../render/terminal/doctor.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examineLab } from '../../labs/examine-lab.ts';
import { openLab } from '../../labs/open-lab.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import { next, type OutputOptions, withOutputOptions, writeAnswer } from '../../shell/output.ts';
import { phrase } from '../../shell/phrase.ts';
import { openProgress } from '../../shell/progress.ts';
import type { DoctorAnswer } from './answer.ts';
import {
  type ForeignOptions,
  examineForeign,
  isForeignSetUp,
  withForeignOptions,
} from './examine-foreign.ts';

interface DoctorOptions extends OutputOptions, ForeignOptions {
  readonly name: string;
}

export function doctorCommand(context: Context): Command {
  const command = new Command('doctor')
    .addOption(parse.durationOption('--wait <duration>', 'timeout for spans to arrive', '10s'))
    .addOption(parse.shared.name());
  withForeignOptions(command);
  return withOutputOptions(command)
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab doctor', 'examine the lab, and print the commands that fix it'],
        [
          'jaeger-lab doctor --otlp http://localhost:4318 --jaeger-url http://localhost:16686',
          'a Jaeger of your own; --app and --services examine what sends to it',
        ],
        ['jaeger-lab doctor --json', 'as JSON; the exit code is 1 when something is wrong'],
      ),
    )
    .action((options: DoctorOptions) => runDoctor(options, context));
}

async function runDoctor(options: DoctorOptions, context: Context): Promise<void> {
  const beganAt = context.clock.now();
  const progress = await openProgress(context, options.quiet ?? false);
  progress.update('doctor', '  sending marked requests and looking for their spans');
  const { lab, facts, findings } = await examine(options, context).finally(() => progress.end());
  const document: DoctorAnswer = {
    schema: 'jaeger-lab/doctor@1',
    ...(lab !== undefined && { lab }),
    jaegerUrl: facts.jaeger.query.url,
    healthy: findings.length === 0,
    findings: findings.map((finding) => ({
      ...finding,
      title: CAUSES[finding.cause],
      ...(lab !== undefined && { fix: phrase(fixOf(finding), context.startedAs, lab) }),
    })),
    checks: checksOf(facts, findings),
    marked: markedOf(facts),
    tookMs: context.clock.now() - beganAt,
  };
  const text = (screen: Screen): string => renderDoctor(document, screen);
  await writeAnswer({ document, text, hasTerms: true }, options, context);
  const [first] = findings;
  if (!first) {
    if (lab !== undefined) next('jaeger-lab load --n 50', options, context);
    return;
  }
  throw new LabError(
    `something is wrong with ${[...new Set(findings.map(({ component }) => component))].join(', ')}`,
    { hint: lab === undefined ? first.change : fixOf(first), exitCode: EXIT.no },
  );
}

interface Examined {
  /** Undefined for an installation outside a lab. */
  readonly lab?: string;
  readonly facts: Facts;
  readonly findings: readonly Finding[];
}

async function examine(options: DoctorOptions, context: Context): Promise<Examined> {
  const isForeign = isForeignSetUp(options);
  if (isForeign) return examineForeign(options, context);
  const { state } = await openLab(options.name, context);
  return { lab: state.name, ...(await examineLab(state, options.wait, context)) };
}

/** The command that removes what was found. */
function fixOf({ cause, component, setting }: Finding): string {
  if (cause === 'down') return `jaeger-lab repair ${component}`;
  if (cause === 'memory-full') return 'jaeger-lab up --storage badger';
  if (cause === 'lost') return `jaeger-lab logs ${component}`;
  return `jaeger-lab fix ${component}${setting === undefined ? '' : ` ${setting.name}`}`;
}

function markedOf({ jaeger: { marked } }: Facts): DoctorAnswer['marked'] {
  const sorted = [...marked.readableMs].sort((a, b) => a - b);
  const max = sorted.at(-1);
  return {
    sent: marked.sent,
    readBack: sorted.length,
    ...(max !== undefined && { p50Ms: nearestRank(sorted, 50), maxMs: max }),
    ...(marked.listedMs !== undefined && { listedMs: marked.listedMs }),
  };
}

/** One line for each thing that is as it should be. */
function checksOf(
  { jaeger, services, entry, monitor }: Facts,
  findings: readonly Finding[],
): string[] {
  const sick = new Set(findings.map(({ component }) => component));
  if (sick.has('jaeger')) return [];
  const well = services.filter(({ name }) => !sick.has(name)).map(({ name }) => name);
  const { url } = jaeger.otlpHttp;
  return [
    `Jaeger takes OTLP over HTTP${jaeger.otlpGrpc ? ' and gRPC' : ''} (${url}) and answers queries`,
    ...(well.length > 0
      ? [
          `${well.join(', ')}: ${well.length === 1 ? 'continues' : 'continue'} a trace, and its spans arrive`,
        ]
      : []),
    ...(entry && !sick.has(entry.component)
      ? [
          `${entry.component} samples ${entry.sampled} of ${counted(entry.requests, 'request')}, as intended`,
        ]
      : []),
    ...(monitor && monitor.tab.shown > 0 && findings.every(({ cause }) => cause !== 'monitor')
      ? [
          `the Monitor tab has metrics of ${monitor.tab.shown} of ${counted(monitor.tab.services, 'service')}`,
        ]
      : []),
  ];
}
