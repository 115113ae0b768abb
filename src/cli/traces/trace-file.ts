import { isTraceFile, TraceWriter } from '../../files/trace-writer.ts';
import type { Trace } from '../../model/trace.ts';
import { counted } from '../../render/terminal/words.ts';
import type { Context } from '../context.ts';

/** The writer of a file whose name asks for traces; undefined for any other, and without a file. @param out of `--out` */
export const traceFileFor = (out: string | undefined): TraceWriter | undefined =>
  out !== undefined && isTraceFile(out) ? new TraceWriter(out) : undefined;

/** @throws LabError (usage) when the file cannot be written */
export function finishTraces(file: TraceWriter, traces: number, context: Context): void {
  file.finish();
  context.note(`wrote ${counted(traces, 'trace')} to ${file.path}\n`);
}

/** Writes the trace where the name of the file asks for traces. @returns the file that the answer is to be written to */
export function keepTrace(
  trace: Trace,
  out: string | undefined,
  context: Context,
): string | undefined {
  using file = traceFileFor(out);
  if (!file) return out;
  file.add(trace);
  finishTraces(file, 1, context);
  return undefined;
}
