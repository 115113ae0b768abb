import { Command, Option } from 'commander';
import { EXIT, type LabError } from '../../../base/errors.ts';
import { tracesHeadline } from '../../../analysis/headlines/traces-headline.ts';
import type { SummaryOrder, TraceSummary } from '../../../analysis/trace-summary.ts';
import { inOrder, summaryOf } from '../../../analysis/trace-summary.ts';
import { TRACE_FILES } from '../../../files/trace-writer.ts';
import { rfc3339 } from '../../../model/instant.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import { counted } from '../../../model/counted.ts';
import { renderTraces } from '../../../render/terminal/traces.ts';
import type { TracesAnswer } from './answer.ts';
import type { Context } from '../../context.ts';
import { examples } from '../../shell/examples.ts';
import * as parse from '../../shell/options.ts';
import {
  formatOf,
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { type TraceChoice, withTraceOptions } from '../../shell/trace-options.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { eachTrace, type TracesOrigin } from '../../traces/read-traces.ts';
import {
  finishTraces,
  type TraceFileOptions,
  traceFileFor,
  withAnonymize,
} from '../../traces/trace-file.ts';
import { sameRun, typedId } from '../../traces/same-traces.ts';
import { openTraceSource, type TraceSource } from '../../traces/trace-source.ts';

interface TracesOptions extends TraceChoice, OutputOptions, TraceFileOptions {
  readonly sort: SummaryOrder;
  readonly limit: number;
}

export function tracesCommand(context: Context): Command {
  const command = new Command('traces')
    .addOption(
      new Option('--sort <by>', 'sort by newest, longest or largest first')
        .choices(['start', 'duration', 'trace', 'spans'])
        .default('start'),
    )
    .option('-n, --limit <count>', 'traces to list', parse.count, 20);
  return withAnonymize(withOutputOptions(withTraceOptions(command, context), [], TRACE_FILES))
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab traces --sort duration', 'the longest requests of the last run'],
        ['jaeger-lab traces --errors --since 1h', 'failed requests of the last hour'],
        ['jaeger-lab traces --out run.otlp.jsonl.gz', 'all traces of the run in a file'],
        [
          'jaeger-lab traces --tag http.route=/process --span-min 100ms',
          'by tag and duration of one span',
        ],
      ),
    )
    .action((options: TracesOptions) => runTraces(options, context));
}

async function runTraces(options: TracesOptions, context: Context): Promise<void> {
  using file = traceFileFor(options);
  // A file may hold all of them, however many.
  const { maxTraces = file && Infinity } = options;
  await using source = await openTraceSource({ ...options, maxTraces }, context);
  const found: TraceSummary[] = [];
  const origin = await eachTrace(source, context, (trace) => {
    found.push(summaryOf(trace));
    file?.add(trace);
  });
  const nothing = found.length === 0 ? await nothingFound(origin, source) : undefined;
  if (file) finishTraces(file, found.length, context);
  const { out, ...toStdout } = options;
  const listed = await writeList(found, origin, file ? toStdout : { ...toStdout, out }, context);
  noteForRows([nothing?.message ?? listed.asked, ...listed.notes], options, context);
  if (nothing) next(nothing.hint ?? '', options, context);
  else nextTrace(listed.traces, origin, source, options, context);
}

/** Rows have no title. */
function noteForRows(notes: readonly string[], options: TracesOptions, context: Context): void {
  if (formatOf(options, context) !== 'tsv' || options.quiet) return;
  notes.forEach(lineTo(context));
}

async function writeList(
  found: readonly TraceSummary[],
  origin: TracesOrigin,
  options: TracesOptions,
  context: Context,
) {
  const { sort } = options;
  const traces = inOrder(found, sort).slice(0, options.limit);
  const notes = notesOn(origin, found, options);
  // Of failed traces alone it says nothing.
  const headline = options.errors ? undefined : tracesHeadline(found);
  const asked = `of ${origin.what}`;
  const answer = {
    document: { ...answerOf(origin, traces, { ...options, found: found.length }), headline },
    text: (screen: Screen) =>
      renderTraces({ headline, traces, found: found.length, asked, notes, sort }, screen),
  };
  await writeAnswer(answer, options, context);
  return { traces, asked, notes };
}

/** Why there are none, which is an answer. @throws LabError (usage) for a name that Jaeger does not know */
async function nothingFound(origin: TracesOrigin, source: TraceSource): Promise<LabError> {
  const nothing = await nothingKnown('traces', { ...origin, read: 0 }, source);
  if (nothing.exitCode === EXIT.usage) throw nothing;
  return nothing;
}

function nextTrace(
  [first]: readonly TraceSummary[],
  { run }: TracesOrigin,
  source: TraceSource,
  options: TracesOptions,
  context: Context,
): void {
  if (first === undefined) return;
  const id = typedId(first.traceId, run !== undefined);
  next(`jaeger-lab trace ${id}${sameRun(source)}`, options, context);
}

function notesOn(
  { missing }: TracesOrigin,
  found: readonly TraceSummary[],
  { limit }: TracesOptions,
): string[] {
  const more = found.length - limit;
  const odd = found.filter(({ impossibleTimes }) => impossibleTimes > 0).length;
  return [
    ...(more > 0 ? [`${more} more: --limit ${found.length} lists all`] : []),
    ...(odd > 0 ? [`spans with impossible times in ${counted(odd, 'trace')}`] : []),
    ...(missing.length > 0
      ? [`not in Jaeger: ${counted(missing.length, 'trace')} of the run`]
      : []),
  ];
}

function answerOf(
  origin: TracesOrigin,
  traces: readonly TraceSummary[],
  { sort, found }: { readonly sort: SummaryOrder; readonly found: number },
): TracesAnswer {
  const { jaegerUrl, jaegerVersion, run, window, pages, missing } = origin;
  return {
    schema: 'jaeger-lab/traces@1',
    jaegerUrl,
    jaegerVersion,
    run,
    from: window && rfc3339(window.fromUs),
    to: window && rfc3339(window.toUs),
    pages: pages?.pages,
    pageSize: pages?.pageSize,
    cutAt: (pages?.cutAt ?? []).map((moment) => rfc3339(moment)),
    missing,
    sort,
    found,
    traces: traces.map(({ traceId, startUs, ...summary }) => ({
      traceId,
      start: rfc3339(startUs),
      ...summary,
    })),
  };
}
