import { type Command, Option } from 'commander';
import type { TraceFilter } from '../../analysis/trace-filter.ts';
import { type Micros, micros } from '../../model/units.ts';
import type { Context } from '../context.ts';
import * as parse from './options.ts';

/** What a server in front of another Jaeger wants to see. */
export interface Access {
  readonly header?: Readonly<Record<string, string>> | undefined;
  readonly bearerTokenFile?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure?: boolean | undefined;
}

/** Which traces a command is about, and which Jaeger has them. */
export interface TraceChoice extends Access {
  readonly name: string;
  /** The lab is meant, whatever the environment says. */
  readonly isNamed?: boolean | undefined;
  readonly jaegerUrl?: string | undefined;
  /** The name of a Jaeger that `target add` keeps. */
  readonly target?: string | undefined;
  /** Files or folders of traces, instead of a Jaeger. */
  readonly file?: readonly string[] | undefined;
  readonly run?: number | 'latest' | undefined;
  /** Milliseconds back from now. */
  readonly since?: number | undefined;
  readonly from?: Micros | undefined;
  readonly to?: Micros | undefined;
  readonly service?: string | undefined;
  readonly withoutService?: readonly string[] | undefined;
  readonly operation?: string | undefined;
  readonly notOperation?: readonly string[] | undefined;
  readonly tag?: Readonly<Record<string, string>> | undefined;
  readonly notTag?: readonly parse.Tag[] | undefined;
  readonly errors?: boolean | undefined;
  readonly minSpans?: number | undefined;
  /** Milliseconds. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly spanMin?: number | undefined;
  readonly spanMax?: number | undefined;
  readonly maxTraces?: number | undefined;
  readonly quiet?: boolean | undefined;
}

/** A storage in production should not be read as a whole by mistake. */
export const MOST_TRACES = 10_000;
/** Of traces of 50,000 spans, 10,000 would not fit into any memory. */
export const MOST_SPANS = 2_000_000;

/** The options that get past a server in front of another Jaeger. */
export const withCredentials = (command: Command): Command =>
  command
    .optionsGroup('Getting to another Jaeger:')
    .option('--header <name: value>', 'header of each request (repeatable)', parse.header)
    .option('--bearer-token-file <file>', 'file with a token for the Authorization header')
    .option('--ca <file>', 'certificate in PEM that the server’s is signed with')
    .option('--cert <file>', 'client certificate in PEM, with --key')
    .option('--key <file>', 'key of the client certificate')
    .option('--insecure', 'do not check the server’s certificate');

/** A file needs none of them. */
const ACCESS: (keyof Access)[] = ['header', 'bearerTokenFile', 'ca', 'cert', 'key', 'insecure'];

/** The options that say which Jaeger is asked, with those that get to it. */
export const withJaegerOptions = (command: Command, group = 'Options:'): Command =>
  withJaegerName(withCredentials(command).optionsGroup(group));

/** The options that say which Jaeger is asked. */
export function withJaegerName(command: Command): Command {
  return command
    .addOption(parse.shared.name())
    .option('--jaeger-url <url>', 'URL of another Jaeger than the lab’s')
    .addOption(
      new Option('--target <target>', 'another Jaeger, by its name for target add').conflicts([
        'jaegerUrl',
        'file',
      ]),
    )
    .hook('preAction', (_, asked) => {
      asked.setOptionValue('isNamed', asked.getOptionValueSource('name') === 'cli');
    });
}

/** The options that say which Jaeger is asked, and of which run or time. */
export function withSourceOptions(command: Command, context: Context): Command {
  const moment = parse.moment(context);
  return withJaegerOptions(command, 'Which traces:')
    .addOption(
      new Option('--file <path>', 'read a file or folder of traces, or - (repeatable)')
        .argParser(parse.list)
        .conflicts(['jaegerUrl', 'run', ...ACCESS]),
    )
    .addOption(
      new Option('--run <number>', 'run of the ledger (default: the latest)')
        .argParser(parse.run)
        .conflicts(['since', 'from', 'to']),
    )
    .addOption(
      new Option('--since <duration>', 'traces that started within this time, e.g. 15m')
        .argParser(parse.duration)
        .conflicts(['from', 'to']),
    )
    .addOption(new Option('--from <moment>', 'earliest start: 14:05 or RFC 3339').argParser(moment))
    .addOption(new Option('--to <moment>', 'latest start').argParser(moment))
    .option('--service <name>', 'traces that pass through this service');
}

/** The options that choose traces, the same for every command that reads some. */
export function withTraceOptions(command: Command, context: Context): Command {
  return withSourceOptions(command, context)
    .optionsGroup('Which traces, by one span (of --service) that meets all of these:')
    .option('--operation <name>', 'its name, as it is or as the ranking shows it')
    .option('--tag <key=value>', 'a tag that it has (repeatable)', parse.tag)
    .option('--span-min <duration>', 'its minimum duration', parse.duration)
    .option('--span-max <duration>', 'its maximum duration', parse.duration)
    .optionsGroup('Which traces, by all of their spans:')
    .option('--without-service <name>', 'not through this service (repeatable)', parse.list)
    .option('--not-operation <name>', 'without a span of this name (repeatable)', parse.list)
    .option(
      '--not-tag <key=value>',
      'without this tag on spans of --service and --operation',
      parse.tags,
    )
    .option('--errors', 'only traces with a failed span')
    .option('--min-spans <count>', 'minimum number of spans', parse.count)
    .option('--min <duration>', 'minimum duration of the request or trace', parse.duration)
    .option('--max <duration>', 'maximum duration of the request or trace', parse.duration)
    .addOption(
      new Option(
        '--max-traces <count>',
        `traces to read at most (default: ${MOST_TRACES})`,
      ).argParser(parse.count),
    );
}

/** How the traces are looked at once they are read. */
export interface LookOptions {
  readonly rawClocks?: boolean;
  readonly exactNames?: boolean;
}

export interface GroupOption {
  /** `service`, `operation`, or the key of an attribute. */
  readonly groupBy?: string;
}

export const withGroupOption = (command: Command): Command =>
  command.option(
    '--group-by <what>',
    'one row per service, operation, or attribute key',
    parse.word,
  );

export const withLookOptions = (command: Command): Command =>
  command
    .option('--raw-clocks', 'do not shift clocks that disagree')
    .option('--exact-names', 'operations by the names of their spans, not folded');

/** What a command was asked to look at, as the analysis takes it. */
export function filterOf(choice: TraceChoice): TraceFilter {
  const us = (ms: number | undefined): Micros | undefined =>
    ms === undefined ? undefined : micros(Math.round(ms * 1000));
  // Jaeger knows the service of a span by another name than an attribute's.
  const { 'service.name': named, ...tags } = choice.tag ?? {};
  return {
    service: choice.service ?? named,
    operation: choice.operation,
    attributes: choice.service === undefined && named !== undefined ? tags : choice.tag,
    minDurationUs: us(choice.spanMin),
    maxDurationUs: us(choice.spanMax),
    notAttributes: choice.notTag,
    notOperations: choice.notOperation,
    withoutServices: choice.withoutService,
    minSpans: choice.minSpans,
    errors: choice.errors,
    minUs: us(choice.min),
    maxUs: us(choice.max),
  };
}
