import { isTraceFile, TraceWriter } from '../../files/trace-writer.ts';
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
