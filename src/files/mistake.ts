import { EXIT, LabError } from '../base/errors.ts';

/** A part of a file that cannot be read. The message has no place; the reader of the file adds it. */
export class MalformedFile extends Error {
  override readonly name = 'MalformedFile';
}

const FORMATS =
  'formats: JSON of Jaeger, OTLP (JSON, JSON lines, protobuf), Zipkin v2 and Tempo; also gzipped';

/**
 * The error for a file that was named on the command line.
 *
 * @param place the file, and where in it: "traces.jsonl:17"
 */
export const fileMistake = (
  place: string,
  sentence: string,
  { hint = FORMATS, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): LabError => new LabError(`${place}: ${sentence}`, { hint, exitCode: EXIT.usage, cause });
