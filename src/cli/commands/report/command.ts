import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readRun } from '../../../lab/runs.ts';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { ReportContents } from '../../../viewer/inlined.ts';
import type { Context } from '../../context.ts';
import { runAbout, runTraces } from '../../labs/run-about.ts';
import { examples } from '../../shell/examples.ts';
import {
  next,
  throwIfOtherKind,
  type OutputOptions,
  wantsJson,
  withCaveats,
} from '../../shell/output.ts';
import { throwUnlessWritable, writeOutput } from '../../shell/output-file.ts';
import { shared } from '../../shell/options.ts';
import { type TraceChoice, withTraceOptions } from '../../shell/trace-options.ts';
import { jsonText } from '../../../render/json.ts';
import { counted } from '../../../model/counted.ts';
import { megabytes } from '../../../render/terminal/words.ts';
import { nothingKnown } from '../../traces/nothing-known.ts';
import { readTraces, type TracesRead } from '../../traces/read-traces.ts';
import { sameTraces } from '../../traces/same-traces.ts';
import { openTraceSource, settledUs, type TraceSource } from '../../traces/trace-source.ts';
import type { ReportAnswer } from './answer.ts';

type ReportFormat = 'html' | 'md';

const WHAT_NEXT = { html: '; open it in a browser', md: '' } as const;

interface ReportOptions extends TraceChoice, OutputOptions {
  readonly format?: ReportFormat;
  readonly anonymize?: boolean;
}

export function reportCommand(context: Context): Command {
  return withTraceOptions(new Command('report'), context)
    .optionsGroup('Output:')
    .addOption(
      new Option(
        '--format <format>',
        'page, or text for a pull request (default: by --out)',
      ).choices(['html', 'md']),
    )
    .option('--out <file>', 'file to write the report to (html: needed on a terminal)')
    .option('--anonymize', 'replace names, values and ids, keep the times')
    .option('--json', 'print what was written as JSON; needs --out')
    .addOption(shared.quiet())
    .addHelpText(
      'after',
      '\nThe page has the traces inside and works offline: search, waterfalls, comparisons, the graph.',
    )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab report --out report.html', 'the last run as one file'],
        ['jaeger-lab report --format md', 'a summary for a pull request'],
        ['jaeger-lab report --anonymize --out report.html', 'for others’ eyes'],
      ),
    )
    .action((options: ReportOptions) => runReport(options, context));
}

async function runReport(options: ReportOptions, context: Context): Promise<void> {
  const { out, anonymize = false } = options;
  const format = formatOf(options);
  if (out === undefined) refuseWithoutFile(format, options.json ?? false, context);
  else {
    throwIfOtherKind({ ...options, json: false }, ['html', 'md'], []);
    await throwUnlessWritable(out, '--out');
  }
  await using source = await openTraceSource(options, context);
  const read = await readTraces(source, context);
  if (read.traces.length === 0) throw await nothingKnown('traces', read, source);
  const contents = await contentsOf(read, source, anonymize, context);
  const text = await written(format, contents, context);
  if (out === undefined) {
    context.out(text);
    return;
  }
  await writeOutput(out, text, '--out');
  const answer = answerOf(text, contents, read, { ...options, format });
  if (wantsJson(options, context))
    context.out(jsonText(withCaveats(answer, context), context.screen.isTTY ? 2 : 0));
  else
    context.note(
      `wrote ${out}: ${counted(answer.traces, 'trace')} of ${answer.what}, ${megabytes(answer.bytes)}${WHAT_NEXT[format]}\n`,
    );
  next(
    `jaeger-lab ui${sameTraces({ ...source, choice: { name: '' } })}`,
    { ...options, format: 'table' },
    context,
  );
}

/** As asked for, else as the name of the file says. */
const formatOf = ({ format, out = '' }: ReportOptions): ReportFormat =>
  format ?? (out.endsWith('.md') ? 'md' : 'html');

/** @throws LabError (usage) where stdout is not for the report */
function refuseWithoutFile(format: ReportFormat, json: boolean, { screen }: Context): void {
  if (!json && !(screen.isTTY && format === 'html')) return;
  throw new LabError(`${json ? '--json' : 'a page'} needs --out: the file of the report`, {
    hint: `jaeger-lab report --out report.${format}`,
    exitCode: EXIT.usage,
  });
}

/** Loads what writes a form only for that form. */
async function written(
  format: ReportFormat,
  contents: ReportContents,
  context: Context,
): Promise<string> {
  if (format === 'md') {
    const { markdownOf } = await import('./markdown.ts');
    return markdownOf(contents, context.version);
  }
  const { reportPage } = await import('../../../viewer/report/report-page.ts');
  return reportPage(join(context.distFolder, 'viewer'), contents);
}

async function contentsOf(
  { run, what, missing, jaegerVersion, traces }: TracesRead,
  source: TraceSource,
  isAnonymous: boolean,
  context: Context,
): Promise<ReportContents> {
  const { lab } = source;
  const ofRun = lab && run !== undefined ? await readRun(lab.folder, run) : undefined;
  const contents: ReportContents = {
    what,
    createdAt: new Date(context.clock.now()).toISOString(),
    jaegerVersion,
    isInsecure: context.caveats.has('insecure'),
    run: ofRun && lab && runAbout(ofRun, lab.state),
    missing,
    faulty: ofRun && lab ? runTraces(ofRun, lab.state).faulty : [],
    settledUs: settledUs(source, context),
    spans: traces.flatMap(({ spans }) => spans),
  };
  if (!isAnonymous) return contents;
  const { anonymized } = await import('../../../viewer/report/anonymize.ts');
  return anonymized(contents);
}

function answerOf(
  text: string,
  { what, spans, missing }: ReportContents,
  { jaegerUrl, run, count }: TracesRead,
  { format, out, anonymize = false }: ReportOptions & { readonly format: ReportFormat },
): ReportAnswer {
  return {
    schema: 'jaeger-lab/report@1',
    file: out,
    format,
    bytes: Buffer.byteLength(text),
    jaegerUrl,
    run,
    what,
    traces: count,
    spans: spans.length,
    missing,
    anonymized: anonymize,
  };
}
