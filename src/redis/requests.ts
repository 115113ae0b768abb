/** The bound of Redis for an inline request and for the lines that announce a length. */
const LONGEST_LINE = 64 * 1024;
/** Redis itself allows more; the lab needs fifteen keys. */
const MOST_ARGUMENTS = 1024;
const LARGEST_REQUEST = 4 << 20;

/** The input is not a valid request. Redis answers with this message and closes the connection. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** A request's name and arguments, as bytes. */
export type Request = readonly Buffer[];

/**
 * Splits the input of a connection into requests: arrays of bulk strings, or lines of words.
 *
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec
 */
export class RequestReader {
  #chunks: Buffer[] = [];
  #length = 0;
  /** The number of bytes that the next complete item needs: fewer are not parsed. */
  #needed = 1;
  /** The array that is being read: the number of strings still to come, and those read so far. */
  #missing = 0;
  #arguments: Buffer[] = [];
  #argumentBytes = 0;

  /** @returns the requests that are complete now. @throws ProtocolError after which the connection is unusable */
  *read(chunk: Buffer): Generator<Request> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const request = this.#missing > 0 ? this.#readArgument() : this.#readStart();
      if (request === 'incomplete') return;
      if (request !== 'nothing') yield request;
    }
  }

  #readStart(): Request | 'nothing' | 'incomplete' {
    const line = this.#peekLine('too big inline request', 'too big mbulk count string');
    if (line === undefined) return 'incomplete';
    this.#drop(line.taken);
    if (line.bytes[0] !== ASTERISK) return inline(line.bytes.toString('latin1'));
    const count = integerIn(line.bytes);
    if (count === undefined || count > MOST_ARGUMENTS)
      throw new ProtocolError('invalid multibulk length');
    this.#missing = Math.max(0, count);
    return 'nothing';
  }

  #readArgument(): Request | 'nothing' | 'incomplete' {
    const line = this.#peekLine('too big bulk count string');
    if (line === undefined) return 'incomplete';
    if (line.bytes[0] !== DOLLAR) {
      const got = String.fromCharCode(line.bytes[0] ?? CARRIAGE_RETURN);
      throw new ProtocolError(`expected '$', got '${got}'`);
    }
    const length = integerIn(line.bytes);
    if (length === undefined || length < 0 || this.#argumentBytes + length > LARGEST_REQUEST)
      throw new ProtocolError('invalid bulk length');
    const end = line.taken + length;
    this.#needed = end + 2;
    if (this.#length < this.#needed) return 'incomplete';
    this.#arguments.push(Buffer.from(this.#whole().subarray(line.taken, end)));
    this.#argumentBytes += length;
    this.#drop(end + 2);
    this.#missing -= 1;
    if (this.#missing > 0) return 'nothing';
    const request = this.#arguments;
    this.#arguments = [];
    this.#argumentBytes = 0;
    return request;
  }

  /** The first line; undefined while it is incomplete. `taken` includes the line break. */
  #peekLine(
    tooLong: string,
    tooLongArray = tooLong,
  ): { readonly bytes: Buffer; readonly taken: number } | undefined {
    const whole = this.#whole();
    const at = whole.indexOf(NEWLINE);
    if (at < 0 || at > LONGEST_LINE) {
      if (whole.length > LONGEST_LINE)
        throw new ProtocolError(whole[0] === ASTERISK ? tooLongArray : tooLong);
      this.#needed = whole.length + 1;
      return undefined;
    }
    const end = at > 0 && whole[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
    return { bytes: whole.subarray(0, end), taken: at + 1 };
  }

  #whole(): Buffer {
    const [first = Buffer.alloc(0)] = this.#chunks;
    if (this.#chunks.length < 2) return first;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [whole];
    return whole;
  }

  #drop(bytes: number): void {
    const rest = this.#whole().subarray(bytes);
    this.#chunks = [rest];
    this.#length = rest.length;
    this.#needed = 1;
  }
}

const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The number after the type sign; undefined when it is not a number. */
function integerIn(line: Buffer): number | undefined {
  const text = line.toString('latin1', 1);
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Words between spaces; quotes may contain spaces, with escapes as in C. An empty line is not a request. */
function inline(line: string): Request | 'nothing' {
  const word = /\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\'|[^'])*)'|([^\s"']\S*))(?=\s|$)/gy;
  const words: Buffer[] = [];
  const text = line.trimEnd();
  while (word.lastIndex < text.length) {
    const [, double, single, plain] = word.exec(text) ?? [];
    const found = double?.replace(ESCAPE, unescaped) ?? single?.replaceAll("\\'", "'") ?? plain;
    if (found === undefined) throw new ProtocolError('unbalanced quotes in request');
    words.push(Buffer.from(found, 'latin1'));
  }
  return words.length === 0 ? 'nothing' : words;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|(.))/g;
const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  a: '\u0007',
};

const unescaped = (_: string, hex: string | undefined, letter = ''): string =>
  hex === undefined ? (CONTROLS[letter] ?? letter) : String.fromCharCode(parseInt(hex, 16));
