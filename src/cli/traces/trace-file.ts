import type { Command } from 'commander';
import { EXIT, LabError } from '../../base/errors.ts';
import { isTraceFile, TraceWriter } from '../../files/trace-writer.ts';
import type { Trace } from '../../model/trace.ts';
import { counted } from '../../model/counted.ts';
import type { Context } from '../context.ts';
import { lineTo } from '../shell/output.ts';

/** Where traces are written to, and how. */
export interface TraceFileOptions {
  readonly out?: string | undefined;
  readonly anonymize?: boolean | undefined;
}

export const withAnonymize = (command: Command): Command =>
  command.option('--anonymize', 'in the file of traces, replace names, values and ids');

/**
 * The writer of a file whose name asks for traces; undefined for any other, and without a file.
 *
 * @param mayReplace the same command wrote a file of this name before, and may write it again
 * @throws LabError (usage) when the file cannot be written or exists, or is not one of traces and is to be anonymous
 */
export function traceFileFor(
  { out, anonymize }: TraceFileOptions,
  mayReplace = false,
): TraceWriter | undefined {
  if (out !== undefined && isTraceFile(out))
    return new TraceWriter(out, { isAnonymous: anonymize, mayReplace });
  if (!anonymize) return undefined;
  throw new LabError('--anonymize needs --out with the name of a file of traces', {
    hint: 'add --out FILE.otlp.jsonl; for a page: jaeger-lab report --anonymize --out report.html',
    exitCode: EXIT.usage,
  });
}

/** @throws LabError (usage) when the file cannot be written */
export function finishTraces(file: TraceWriter, traces: number, context: Context): void {
  file.finish();
  lineTo(context)(`wrote ${counted(traces, 'trace')} to ${file.path}`);
}

/** Writes the trace where the name of the file asks for traces. @returns the file that the answer is to be written to */
export function keepTrace(
  trace: Trace,
  options: TraceFileOptions,
  context: Context,
): string | undefined {
  using file = traceFileFor(options);
  if (!file) return options.out;
  file.add(trace);
  finishTraces(file, 1, context);
  return undefined;
}
