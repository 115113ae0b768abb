import { MalformedAnswer } from '../jaeger/checked.ts';
import type { Span } from '../model/trace.ts';
import { MalformedMessage } from '../otlp/reader.ts';
import { type Chunk, textOf } from './chunks.ts';
import { type Input, whileReading } from './find-files.ts';
import { spansFromProtobuf } from './from-protobuf.ts';
import { fileMistake, MalformedFile } from './mistake.ts';
import { plainSpans } from './plain/otlp.ts';
import { isCutOff, pathOfMistake, placeInText } from './place.ts';
import { spansInJson } from './recognise.ts';

/** The spans of a part of a file, in their original order. @throws LabError (usage) naming the place of a mistake */
export function readChunk(chunk: Chunk, file: string): Span[] {
  const place = chunk.line === undefined ? file : `${file}:${chunk.line}`;
  if (chunk.kind === 'protobuf') return fromProtobuf(chunk.bytes, place);
  try {
    return fromJson(chunk, file, place);
  } catch (thrown) {
    // The stack is used up: no producer of traces nests so deeply.
    if (!(thrown instanceof RangeError)) throw thrown;
    throw fileMistake(place, 'is nested too deeply', { cause: thrown });
  }
}

function fromJson(chunk: Chunk, file: string, place: string): Span[] {
  const plain = plainSpans(chunk.bytes);
  if (plain) return plain;
  const text = textOf(chunk.bytes);
  try {
    return spansInJson(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw notJson(text, chunk, file);
    if (!isMalformed(thrown)) throw thrown;
    const path = pathOfMistake(JSON.parse(text), fails);
    throw fileMistake(place, `${path && `${path}: `}${thrown.message}`, { cause: thrown });
  }
}

function fromProtobuf(bytes: Buffer, place: string): Span[] {
  try {
    return spansFromProtobuf(bytes);
  } catch (thrown) {
    if (!isMalformed(thrown)) throw thrown;
    const isOtlp = thrown instanceof MalformedFile;
    const sentence = isOtlp
      ? thrown.message
      : `is neither JSON nor OTLP in protobuf (${thrown.message})`;
    throw fileMistake(place, sentence, { cause: thrown });
  }
}

const isMalformed = (thrown: unknown): thrown is Error =>
  thrown instanceof MalformedFile ||
  thrown instanceof MalformedAnswer ||
  thrown instanceof MalformedMessage;

function fails(document: unknown): boolean {
  try {
    spansInJson(JSON.stringify(document));
    return false;
  } catch (thrown) {
    if (isMalformed(thrown)) return true;
    throw thrown;
  }
}

function notJson(text: string, { line }: Chunk, file: string): unknown {
  if (!/^\s*[[{]/.test(text)) {
    const place = line === undefined ? file : `${file}:${line}`;
    const beginning = text.trim().slice(0, 20).replaceAll(/\s+/g, ' ');
    return fileMistake(place, `is not a file of traces: it begins with "${beginning}"`);
  }
  const inText = placeInText(text);
  const place = line === undefined ? inText : `${line}:${inText.replace(/^.*:/, '')}`;
  return fileMistake(
    place === '' ? file : `${file}:${place}`,
    isCutOff(text) ? 'the JSON ends in the middle' : 'is not JSON from here on',
    {
      hint: 'the file may be cut off, or edited by hand',
    },
  );
}

/** Names the file in whatever is thrown while it is read. */
export function inFile({ name }: Input, thrown: unknown): unknown {
  return thrown instanceof MalformedFile
    ? fileMistake(name, thrown.message, { cause: thrown })
    : whileReading(name, thrown);
}
