import { Command, Option } from 'commander';
import { narrowed } from '../../../analysis/narrowed-waterfall.ts';
import { logsBySpan } from '../../../analysis/trace-logs.ts';
import { TRACE_FILES } from '../../../files/trace-writer.ts';
import { type Waterfall, waterfall } from '../../../analysis/waterfall.ts';
import { renderTrace } from '../../../render/terminal/trace/trace.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { examples, terms } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { type TraceChoice, withSourceOptions } from '../../shell/trace-options.ts';
import { findTrace, notThere, traceIdIn } from '../../traces/find-trace.ts';
import { readAround } from '../../traces/linked-traces.ts';
import { readLogs } from '../../traces/read-logs.ts';
import { sameRun, sameTraces, typedId } from '../../traces/same-traces.ts';
import { idsOf } from '../../traces/read-traces.ts';
import { keepTrace } from '../../traces/trace-file.ts';
import { openTraceSource, scopeOf, type TraceSource } from '../../traces/trace-source.ts';
import { traceAnswerOf } from './answer.ts';

interface TraceOptions extends TraceChoice, OutputOptions {
  readonly attributes?: boolean;
  readonly events?: boolean;
  readonly logs?: boolean;
  readonly critical?: boolean;
  readonly rawClocks?: boolean;
  readonly collapse?: boolean;
  readonly width?: number;
  readonly raw?: boolean;
}

export function traceCommand(context: Context): Command {
  const command = new Command('trace')
    .argument('<id>', 'trace id or prefix, or latest, slowest, median')
    .option('--attributes', 'show the spans’ attributes')
    .option('--events', 'show the spans’ events')
    .addOption(new Option('--logs', 'show the lines that each span logged').conflicts(NOT_A_LAB))
    .option('--critical', 'only spans on the critical path')
    .option('--errors', 'only failed spans, and those above them')
    .option('--span-min <duration>', 'only spans of at least this, and those above', parse.duration)
    .option('--raw-clocks', 'do not shift clocks that disagree')
    .option('--collapse', 'fold repeated sibling spans of one operation')
    .option(
      '--width <columns>',
      'width of the drawing (default: that of the terminal)',
      parse.count,
    )
    .addOption(
      new Option('--raw', 'print Jaeger’s JSON unchanged').conflicts([
        'json',
        'attributes',
        'events',
        'logs',
        'critical',
        'errors',
        'spanMin',
        'rawClocks',
        'collapse',
        'width',
        'format',
        'out',
      ]),
    );
  return withOutputOptions(withSourceOptions(command, context), [], TRACE_FILES)
    .addHelpText(
      'after',
      '\nTimes alone cannot show which span waited for which: if a span ended before another ' +
        'started, the critical path assumes that the second waited for the first.',
    )
    .addHelpText('after', terms(context, 'critical path', 'waterfall', 'gap', 'async tail'))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab trace slowest', 'the slowest request of the last run'],
        [
          'jaeger-lab trace latest --critical --attributes',
          'only the critical path, with attributes',
        ],
        ['jaeger-lab trace slowest --out slowest.otlp.jsonl', 'its spans in a file'],
        ['jaeger-lab trace slowest --logs', 'with the log lines of each span'],
        ['jaeger-lab trace slowest --json', 'as JSON'],
      ),
    )
    .action((id: string, options: TraceOptions) => runTrace(id, options, context));
}

async function runTrace(id: string, options: TraceOptions, context: Context): Promise<void> {
  // What was typed wrongly is said before anything is read.
  traceIdIn(id);
  // Of one trace, --errors and --span-min choose rows.
  const choice = { ...options, errors: undefined, spanMin: undefined };
  await using source = await openTraceSource(choice, context);
  const { client } = source;
  const found = await findTrace(id, source, context);
  const raw = options.raw && (await client.rawTrace(found.traceId));
  if (raw) {
    context.out(raw);
    return;
  }
  const trace = options.raw ? undefined : await client.trace(found.traceId);
  if (trace === undefined) throw notThere(found.traceId, found.within, source);
  const { critical, collapse, rawClocks, attributes = false, events = false } = options;
  const linked = await readAround(trace, client);
  const finding = chosenRows(waterfall(trace, { critical, collapse, rawClocks, linked }), options);
  const lines = options.logs ? await linesOf(found.traceId, source, context) : undefined;
  const logs = lines && logsBySpan(lines, trace, finding);
  const uiUrl = await client.uiUrl();
  const shown = { jaegerUrl: client.url, jaegerVersion: await client.version() };
  const answer = {
    // Of 50,000 spans it is large, and a drawing does not need it.
    get document() {
      return traceAnswerOf(finding, shown, logs);
    },
    hasTerms: true as const,
    text: (screen: Screen) =>
      renderTrace(finding, { uiUrl }, { attributes, events, logs }, screenOf(options, screen)),
  };
  await writeAnswer(answer, { ...options, out: keepTrace(trace, options, context) }, context);
  next(await nextOf(found.traceId, source, context), options, context);
}

/** Whose logs nothing here keeps. */
const NOT_A_LAB = ['jaegerUrl', 'file', 'target'];

async function linesOf(traceId: string, { lab }: TraceSource, context: Context) {
  const lines = lab && (await readLogs(traceId, lab, context));
  if (lines?.length === 0)
    lineTo(context)(
      'no log line of this trace is kept: a component that starts again begins a log',
    );
  return lines;
}

/** Of few traces the median may be the slowest, and of another Jaeger it is not known how many there are. */
const FEWEST_TO_COMPARE = 3;

async function nextOf(traceId: string, source: TraceSource, context: Context): Promise<string> {
  const { run } = source.lab ? await scopeOf(source, context) : {};
  if (run && idsOf(run).length >= FEWEST_TO_COMPARE)
    return `jaeger-lab compare median slowest${sameTraces(source)}`;
  return `jaeger-lab deps --trace ${typedId(traceId, run !== undefined)}${sameRun(source)}`;
}

/** All rows, unless failed or long ones alone are wanted. */
function chosenRows(trace: Waterfall, { errors, spanMin = 0 }: TraceOptions): Waterfall {
  if (!errors && spanMin === 0) return trace;
  return narrowed(
    trace,
    ({ status, durationUs }) => (!errors || status === 'error') && durationUs >= spanMin * 1000,
  );
}

/** A width asks for a drawing. */
const screenOf = ({ width }: TraceOptions, screen: Screen): Screen =>
  width === undefined ? screen : { ...screen, format: 'table', columns: Math.max(40, width) };
