import { isAscii, isUtf8, transcode } from 'node:buffer';
import { MalformedFile } from './mistake.ts';
import { isCutOff } from './place.ts';

/** A part of a file that is read on its own. */
export interface Chunk {
  readonly kind: 'json' | 'protobuf';
  readonly bytes: Buffer;
  /** Of JSON lines, counted from 1; undefined for a whole document. */
  readonly line: number | undefined;
}

/** What is read as a whole. Longer ones would not fit into one string. */
const MOST_BYTES = 256 * 2 ** 20;
const NEWLINE = 0x0a;

/**
 * Splits a file into its chunks: the lines of JSON lines, the messages of protobuf with their lengths before them (as the
 * Collector writes them), or the whole.
 *
 * @returns many at a time, because each turn of an asynchronous loop takes as long as reading a small line
 * @param cutOff takes the number of a last line that ends in the middle, as one that is being written does
 * @throws MalformedFile
 */
export async function* chunksOf(
  bytes: AsyncIterable<Buffer>,
  cutOff: (line: number) => void,
): AsyncGenerator<readonly Chunk[]> {
  const pieces = bytes[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    if (first.done) return;
    const source = { first: first.value, pieces };
    refuseOtherText(first.value);
    if (isBinary(first.value)) yield [...protobufIn(await whole(source))];
    else yield* jsonIn(source, cutOff);
  } finally {
    await pieces.return?.();
  }
}

interface Source {
  readonly first: Buffer;
  readonly pieces: AsyncIterator<Buffer>;
}

/** JSON has no control character but these. The ids of OTLP's protobuf are preceded by their length, which is 0x10. */
const isControl = (byte: number): boolean =>
  byte < 0x20 && byte !== 0x09 && byte !== NEWLINE && byte !== 0x0d;

/** The marks of UTF-16, or an opening bracket and more in it. A length before protobuf is not followed by a 0. */
function isUtf16(bytes: Buffer): boolean {
  if (MARKS.some((mark) => bytes.subarray(0, mark.length).equals(mark))) return true;
  const [a, b, c, d, e] = bytes;
  if (isBracket(a)) return b === 0 && d === 0;
  return a === 0 && isBracket(b) && c === 0 && e === 0;
}

const MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const isBracket = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;

/** JSON that cannot be read as such would be taken for protobuf, of which no file begins as it. @throws MalformedFile */
function refuseOtherText(bytes: Buffer): void {
  if (isUtf16(bytes)) throw new MalformedFile('is text in UTF-16; save it in UTF-8');
  const beginning = bytes.subarray(0, 65_536);
  if (!/^(?:\xef\xbb\xbf)?\s*[[{]/.test(beginning.toString('latin1', 0, 64))) return;
  const at = beginning.findIndex(isControl);
  if (at < 0) return;
  const byte = beginning[at]?.toString(16).padStart(2, '0');
  throw new MalformedFile(`has the control character 0x${byte} at byte ${at}, which no JSON has`);
}

const isBinary = (bytes: Buffer): boolean => bytes.subarray(0, 65_536).some(isControl);

async function whole({ first, pieces }: Source): Promise<Buffer> {
  const all = [first];
  let length = first.length;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    length += next.value.length;
    if (length > MOST_BYTES) throw tooLarge();
    all.push(next.value);
  }
  return Buffer.concat(all);
}

const tooLarge = (): MalformedFile =>
  new MalformedFile(
    `one document of more than ${MOST_BYTES / 2 ** 20} MiB cannot be read; OTLP JSON lines can`,
  );

/** A first byte of 0 is that of a length: no message of OTLP begins so. */
function* protobufIn(bytes: Buffer): Generator<Chunk> {
  if (bytes[0] !== 0) {
    yield { kind: 'protobuf', bytes, line: undefined };
    return;
  }
  for (let at = 0; at < bytes.length;) {
    const start = at + 4;
    const end = start <= bytes.length ? start + bytes.readUInt32BE(at) : Infinity;
    if (end > bytes.length)
      throw new MalformedFile(`the message at byte ${at} is not complete: the file may be cut off`);
    yield { kind: 'protobuf', bytes: bytes.subarray(start, end), line: undefined };
    at = end;
  }
}

/** JSON lines where the first line is a document, else one document. */
async function* jsonIn(
  source: Source,
  cutOff: (line: number) => void,
): AsyncGenerator<readonly Chunk[]> {
  const batches = linesOf(source);
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    const lines = next.value.slice(next.value.findIndex(({ bytes }) => !isBlank(bytes)));
    const [first] = lines;
    if (first === undefined || isBlank(first.bytes)) continue;
    if (!isDocument(first.bytes)) {
      yield [await documentOf(lines, batches)];
      return;
    }
    for (let batch = lines; ;) {
      yield chunksIn(batch, cutOff);
      const more = await batches.next();
      if (more.done) return;
      batch = more.value;
    }
  }
}

function chunksIn(lines: readonly Line[], cutOff: (line: number) => void): Chunk[] {
  const chunks: Chunk[] = [];
  for (const { bytes, line } of lines)
    if (isUnfinished(bytes)) cutOff(line);
    else if (!isBlank(bytes)) chunks.push({ kind: 'json', bytes, line });
  return chunks;
}

/** Only a last line has no line break. */
const isUnfinished = (line: Buffer): boolean =>
  line.at(-1) !== NEWLINE && !isBlank(line) && !isDocument(line) && isCutOff(textOf(line));

/** With line breaks in place of the empty lines before it, so that the numbers of its lines are those of the file. */
async function documentOf(lines: readonly Line[], rest: AsyncIterator<Line[]>): Promise<Chunk> {
  const before = Math.max(0, (lines[0]?.line ?? 1) - 1);
  const all = [Buffer.from('\n'.repeat(before)), ...lines.map(({ bytes }) => bytes)];
  let length = 0;
  for (let next = await rest.next(); !next.done; next = await rest.next())
    for (const { bytes } of next.value) {
      length += bytes.length;
      if (length > MOST_BYTES) throw tooLarge();
      all.push(bytes);
    }
  return { kind: 'json', bytes: Buffer.concat(all), line: undefined };
}

const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, NEWLINE, 0x0d]);

const isBlank = (line: Buffer): boolean => line.every((byte) => SPACES.has(byte));

function isDocument(line: Buffer): boolean {
  try {
    JSON.parse(textOf(line));
    return true;
  } catch {
    return false;
  }
}

/**
 * Without the mark that some editors put at the beginning of a file. Decoding text that is not ASCII by UTF-16 takes two
 * fifths of the time that decoding it directly takes.
 */
export function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  const text = isUtf8(bytes)
    ? transcode(bytes, 'utf8', 'utf16le').toString('utf16le')
    : bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

interface Line {
  /** With its line break. */
  readonly bytes: Buffer;
  readonly line: number;
}

/** The lines that end in each piece of the file. */
async function* linesOf({ first, pieces }: Source): AsyncGenerator<Line[]> {
  let begun: Buffer[] = [];
  let length = 0;
  let line = 1;
  let piece: Buffer | undefined = first;
  while (piece !== undefined) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
      const end = piece.subarray(from, at + 1);
      lines.push({ bytes: begun.length === 0 ? end : Buffer.concat([...begun, end]), line });
      [begun, length, from] = [[], 0, at + 1];
      line += 1;
    }
    if (lines.length > 0) yield lines;
    if (from < piece.length) begun.push(piece.subarray(from));
    length += piece.length - from;
    if (length > MOST_BYTES) throw tooLarge();
    const next: IteratorResult<Buffer> = await pieces.next();
    piece = next.done ? undefined : next.value;
  }
  if (begun.length > 0) yield [{ bytes: Buffer.concat(begun), line }];
}
