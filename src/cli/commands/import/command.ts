import { Command, Option } from 'commander';
import { EXIT, LabError } from '../../../base/errors.ts';
import type { Credentials } from '../../../jaeger/credentials.ts';
import { addressIn } from '../../../lab/state.ts';
import { rfc3339 } from '../../../model/instant.ts';
import { type Micros, micros } from '../../../model/units.ts';
import { renderImport } from '../../../render/terminal/import.ts';
import { readProgress } from '../../../render/terminal/load/progress.ts';
import { counted } from '../../../model/counted.ts';
import type { Screen } from '../../../render/terminal/screen.ts';
import type { Context } from '../../context.ts';
import { openLab } from '../../labs/open-lab.ts';
import { examples } from '../../shell/examples.ts';
import { shared } from '../../shell/options.ts';
import { type Access, withCredentials } from '../../shell/trace-options.ts';
import {
  lineTo,
  next,
  type OutputOptions,
  withOutputOptions,
  writeAnswer,
} from '../../shell/output.ts';
import { openProgress } from '../../shell/progress.ts';
import type { ImportAnswer } from './answer.ts';
import { batchesOf } from './batches.ts';

interface ImportOptions extends OutputOptions, Access {
  readonly name: string;
  readonly otlp?: string;
  readonly target?: string;
}

export function importCommand(context: Context): Command {
  const command = new Command('import')
    .argument('<files...>', 'files or folders of traces, or - for stdin')
    .option('--otlp <url>', 'OTLP receiver over HTTP (default: that of the lab)')
    .addOption(
      new Option('--target <target>', 'receiver of a target with --otlp').conflicts('otlp'),
    )
    .addOption(shared.name());
  return withOutputOptions(withCredentials(command))
    .addHelpText(
      'after',
      '\nTraces keep their ids and times: sent twice to one Jaeger, their spans are there twice.',
    )
    .addHelpText(
      'after',
      examples(
        context,
        ['jaeger-lab import run.otlp.jsonl.gz', 'into the lab'],
        ['jaeger-lab import run.otlp.jsonl.gz --otlp http://localhost:4318', 'into another Jaeger'],
      ),
    )
    .action((files: string[], options: ImportOptions) => runImport(files, options, context));
}

async function runImport(
  files: readonly string[],
  options: ImportOptions,
  context: Context,
): Promise<void> {
  const { openOtlpSender } = await import('../../../jaeger/otlp-sender.ts');
  const receiver = await receiverOf(options, context);
  await using sender = openOtlpSender({ ...receiver, signal: context.stop });
  const { stdin, stop: signal } = context;
  const { openFiles } = await import('../../../files/open-files.ts');
  await using source = await openFiles({ paths: files, stdin, signal, note: lineTo(context) });
  const batches = batchesOf((request) => sender.send(request));
  const times: Micros[] = [];
  const progress = await openProgress(context, options.quiet ?? false);
  try {
    for await (const trace of source.eachTrace()) {
      times.push(trace.spans[0]?.startUs ?? micros(0));
      progress.update('read', readProgress(times.length, undefined, context.noteScreen));
      await batches.add(trace);
    }
  } finally {
    progress.end();
  }
  const { traces, spans, refused } = await batches.finish();
  if (traces === 0)
    throw new LabError(`no traces in ${files.join(', ')}`, { exitCode: EXIT.usage });
  const document: ImportAnswer = {
    schema: 'jaeger-lab/import@1',
    otlpUrl: sender.url,
    ...{ traces, spans, refusedSpans: refused.spans, reason: refused.reason || undefined },
    ...spanOf(times),
  };
  const text = (screen: Screen) => renderImport(document, screen);
  await writeAnswer({ document, text }, options, context);
  if (refused.spans > 0)
    throw new LabError(`${sender.url} refused ${counted(refused.spans, 'span')}`, {
      hint: 'look into its log for the reason',
      exitCode: EXIT.no,
    });
  if (options.otlp === undefined && options.target === undefined)
    next(`jaeger-lab slowest --from ${document.from} --to ${document.to}`, options, context);
}

interface OtlpReceiver {
  readonly url: string;
  readonly credentials?: Credentials;
}

/** By an option, by a target, else that of the lab, which needs no credentials. */
async function receiverOf(options: ImportOptions, context: Context): Promise<OtlpReceiver> {
  const { name, otlp, target: named } = options;
  if (otlp === undefined && named === undefined) {
    const { state } = await openLab(name, context);
    return { url: `http://${addressIn(state, 'jaeger', 'otlp-http')}` };
  }
  const { credentialsFor } = await import('../../traces/credentials.ts');
  if (named === undefined)
    return { url: otlp ?? '', credentials: await credentialsFor(options, context) };
  const { targetNamed } = await import('../../traces/targets.ts');
  const { otlpUrl: url, ...target } = await targetNamed(named, context.env);
  if (url === undefined)
    throw new LabError(`target "${named}" has no OTLP receiver`, {
      hint: 'give --otlp URL; or store it: jaeger-lab target add NAME --otlp URL',
      exitCode: EXIT.usage,
    });
  if (!options.quiet) lineTo(context)(`sending to ${url}, by --target ${named}`);
  return { url, credentials: await credentialsFor(options, context, { name: named, ...target }) };
}

function spanOf(times: readonly Micros[]): Pick<ImportAnswer, 'from' | 'to'> {
  const extreme = (best: (a: number, b: number) => number): string =>
    rfc3339(micros(times.reduce((a, b) => best(a, b), times[0] ?? 0)));
  return { from: extreme(Math.min), to: extreme(Math.max) };
}
