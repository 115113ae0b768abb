import { Command, Option } from 'commander';
import { waterfall } from '../../../analysis/waterfall.ts';
import { LabError } from '../../../base/errors.ts';
import { renderTrace } from '../../../render/terminal/trace/trace.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { findTrace, type FoundTrace } from '../../traces/find-trace.ts';
import { next } from '../../shell/next.ts';
import * as parse from '../../shell/options.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { traceAnswerOf } from './trace-answer.ts';

interface TraceOptions {
  readonly name: string;
  readonly jaegerUrl?: string;
  readonly run?: number;
  readonly since?: number;
  readonly service?: string;
  readonly attributes?: boolean;
  readonly events?: boolean;
  readonly critical?: boolean;
  readonly collapse?: boolean;
  readonly width?: number;
  readonly raw?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function traceCommand(context: Context, run = runTrace): Command {
  return new Command('trace')
    .argument('<id>', 'a trace id or its beginning; or latest, slowest, median')
    .addOption(parse.shared.name())
    .option('--jaeger-url <url>', 'ask this Jaeger instead of the lab’s')
    .option('--run <number>', 'look it up in this run (default: the latest)', parse.positiveInteger)
    .option('--service <name>', 'look it up among the traces of this service')
    .addOption(
      new Option('--since <duration>', 'look it up among what began this long ago or less')
        .argParser(parse.duration)
        .conflicts('run'),
    )
    .option('--attributes', 'show the spans’ attributes')
    .option('--events', 'show the spans’ events')
    .option('--critical', 'show only spans on the critical path')
    .option('--collapse', 'fold repeated sibling spans of one operation')
    .option('--width <columns>', 'draw so wide, in a pipe too', parse.positiveInteger)
    .addOption(
      new Option('--raw', 'Jaeger’s own JSON, byte for byte').conflicts([
        'json',
        'attributes',
        'events',
        'critical',
        'collapse',
        'width',
      ]),
    )
    .addOption(parse.shared.json())
    .addOption(parse.shared.quiet())
    .addHelpText(
      'after',
      '\nTimes alone cannot show which sibling waited for which: that a span which ended before\n' +
        'another began was waited for is an assumption.',
    )
    .action((id: string, options: TraceOptions) => run(id, options, context));
}

async function runTrace(id: string, options: TraceOptions, context: Context): Promise<void> {
  const found = await findTrace(id, options, context);
  try {
    if (options.raw) await showRaw(found, context);
    else await showTrace(id, found, options, context);
  } finally {
    await found.client.close();
  }
}

async function showRaw(found: FoundTrace, context: Context): Promise<void> {
  const bytes = await found.client.rawTrace(found.traceId);
  if (bytes === undefined) throw unknown(found);
  context.out(bytes);
}

async function showTrace(
  id: string,
  found: FoundTrace,
  options: TraceOptions,
  context: Context,
): Promise<void> {
  const { client, traceId } = found;
  const [trace, jaegerVersion] = await Promise.all([
    client.trace(traceId),
    options.json ? client.version() : undefined,
  ]);
  if (trace === undefined) throw unknown(found);
  const { critical, collapse, attributes = false, events = false } = options;
  const finding = waterfall(trace, { critical, collapse });
  const source = { jaegerUrl: client.url, jaegerVersion };
  context.out(
    options.json
      ? `${JSON.stringify(traceAnswerOf(finding, source))}\n`
      : renderTrace(finding, source, { attributes, events }, screenOf(options, context)),
  );
  if (options.json) return;
  const again = critical ? '--attributes' : '--critical';
  const where = sameTraces({ ...options, jaegerUrl: options.jaegerUrl && client.url });
  next(`jaeger-lab trace ${id}${where} ${again}`, context, options.name);
}

/** Whoever names a width wants a drawing. */
function screenOf({ width }: TraceOptions, { screen }: Context): Screen {
  return width === undefined
    ? screen
    : { ...screen, format: 'table', columns: Math.max(40, width) };
}

function unknown({ traceId, client, within }: FoundTrace): LabError {
  const of = within === undefined ? '' : ` of ${within}`;
  return new LabError(`Jaeger at ${client.url} does not know trace ${traceId}${of}`, {
    hint: 'jaeger-lab traces lists those that it knows; a fresh trace takes a moment to arrive',
  });
}
