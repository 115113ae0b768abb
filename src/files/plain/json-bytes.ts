/** Thrown where a text is not written as nearly all are. Such a text is read in another way. */
export class Unusual extends Error {
  override readonly name = 'Unusual';
}

/** Without a stack, which takes longer to make than a line to read. */
export function unusual(): never {
  throw UNUSUAL;
}
const UNUSUAL = new Unusual('the JSON is not as nearly all is written');

const [QUOTE, BACKSLASH, ZERO, NINE] = [0x22, 0x5c, 0x30, 0x39];
const [LETTER_A, LETTER_F] = [0x61, 0x66];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const FIRST_PRINTABLE = 0x20;
const LAST_ASCII = 0x7f;

/** Every integer of fewer digits is exact as a double. */
const EXACT_DIGITS = 15;
/** Longer texts are hardly ever the same again. */
const MOST_SHARED = 40;
/** A power of two. */
const SLOTS = 4096;

/** A piece of JSON that can be compared with bytes. */
export class Literal {
  readonly length: number;
  readonly view: DataView;
  /** The same where a space follows each colon and each comma. */
  readonly spaced: Literal;

  constructor(bytes: Uint8Array, spaced?: Literal) {
    this.length = bytes.length;
    this.view = viewOf(bytes);
    this.spaced = spaced ?? this;
  }
}

/** What was in a file, as it was there. */
export const literalOf = (bytes: Uint8Array): Literal => new Literal(bytes);

/** @param text without space, and without a colon or a comma in a string */
export const literal = (text: string): Literal =>
  new Literal(encoded(text), new Literal(encoded(spacedText(text))));

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** JSON is nearly always written in one of two ways: without space, or as Python's json.dumps writes it. */
export const spacedText = (text: string): string => text.replaceAll(/[:,]/g, '$& ');

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Texts that came before, by their hash: finding one takes less than making it of its bytes. */
const texts: string[] = new Array<string>(SLOTS).fill('');
const ids: string[] = new Array<string>(SLOTS).fill('');

/**
 * JSON in UTF-8 that is read from its bytes, piece by piece, without an object for what is only passed over. Each method
 * begins at `at` and leaves it behind what was read. Only text without space between the pieces is read, or with one
 * behind each colon and each comma.
 */
export class JsonBytes {
  readonly bytes: Buffer;
  at = 0;
  readonly #view: DataView;
  readonly #isSpaced: boolean;

  constructor(bytes: Buffer, isSpaced: boolean) {
    this.bytes = bytes;
    this.#view = viewOf(bytes);
    this.#isSpaced = isSpaced;
  }

  /** Whether the literal is next. Only then it is passed. */
  passes(piece: Literal): boolean {
    const { length, view } = this.#isSpaced ? piece.spaced : piece;
    const bytes = this.#view;
    const { at } = this;
    if (at + length > bytes.byteLength) return false;
    let index = 0;
    // Four bytes at a time: comparing is most of the work.
    for (; index + 4 <= length; index += 4)
      if (bytes.getUint32(at + index) !== view.getUint32(index)) return false;
    for (; index < length; index += 1)
      if (bytes.getUint8(at + index) !== view.getUint8(index)) return false;
    this.at = at + length;
    return true;
  }

  /** @throws Unusual unless the literal is next */
  expect(piece: Literal): void {
    if (!this.passes(piece)) unusual();
  }

  /** The rest of a string behind its opening quote. @throws Unusual, SyntaxError */
  text(): string {
    const { bytes, at: start } = this;
    let [at, hash, isAscii] = [start, 0, true];
    for (let code = bytes[at]; code !== QUOTE; at += 1, code = bytes[at]) {
      if (code === undefined || code < FIRST_PRINTABLE) unusual();
      if (code === BACKSLASH) return this.#escaped();
      if (code > LAST_ASCII) isAscii = false;
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    this.at = at + 1;
    if (!isAscii) return bytes.toString('utf8', start, at);
    return at - start > MOST_SHARED
      ? bytes.toString('latin1', start, at)
      : shared(texts, hash, bytes, start, at);
  }

  #escaped(): string {
    const opening = this.at - 1;
    this.at = endOfString(this.bytes, opening) + 1;
    return JSON.parse(this.bytes.toString('utf8', opening, this.at)) as string;
  }

  /** An id in lower-case hex digits, behind its opening quote. @throws Unusual */
  id(digits: number): string {
    const { bytes, at: start } = this;
    const end = start + digits;
    let hash = 0;
    for (let at = start; at < end; at += 1) {
      const code = bytes[at] ?? 0;
      if (!(code >= ZERO && code <= NINE) && !(code >= LETTER_A && code <= LETTER_F)) unusual();
      hash = (Math.imul(hash, 31) + code) | 0;
    }
    if (bytes[end] !== QUOTE) unusual();
    this.at = end + 1;
    return shared(ids, hash, bytes, start, end);
  }

  /** An integer without a sign that is exact as a double. @throws Unusual */
  count(): number {
    const end = this.endOfDigits();
    if (end - this.at > EXACT_DIGITS || (this.bytes[this.at] === ZERO && end - this.at > 1))
      unusual();
    return this.integer(end);
  }

  /** @throws Unusual where no digit is next */
  endOfDigits(): number {
    const { bytes, at: start } = this;
    let at = start;
    for (let code = bytes[at] ?? 0; code >= ZERO && code <= NINE; code = bytes[at] ?? 0) at += 1;
    return at === start ? unusual() : at;
  }

  /** @param end of the digits that are next */
  integer(end: number): number {
    let value = 0;
    for (; this.at < end; this.at += 1) value = value * 10 + (this.bytes[this.at] ?? 0) - ZERO;
    return value;
  }

  /** Where the list or object that is next ends, if it is well-formed. @throws Unusual */
  endOfValue(): number {
    const { bytes } = this;
    let [at, depth] = [this.at, 0];
    do {
      const code = bytes[at];
      if (code === undefined) unusual();
      if (code === QUOTE) at = endOfString(bytes, at);
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
      at += 1;
    } while (depth > 0);
    return at;
  }

  /** The list or object that is next, whatever it is. @throws Unusual, SyntaxError */
  value(): unknown {
    const start = this.at;
    this.at = this.endOfValue();
    return JSON.parse(this.bytes.toString('utf8', start, this.at));
  }
}

/** @param at its opening quote @returns its closing one */
function endOfString(bytes: Buffer, at: number): number {
  let end = at + 1;
  for (let code = bytes[end]; code !== QUOTE; code = bytes[end]) {
    if (code === undefined) unusual();
    end += code === BACKSLASH ? 2 : 1;
  }
  return end;
}

function shared(known: string[], hash: number, bytes: Buffer, start: number, end: number): string {
  const slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
  const before = known[slot] ?? '';
  if (before.length === end - start && isText(before, bytes, start)) return before;
  const text = bytes.toString('latin1', start, end);
  known[slot] = text;
  return text;
}

function isText(text: string, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
