import { withExactIntegers } from './exact-integers.ts';
import { MalformedMessage } from './reader.ts';

/** Characters that are parsed without a pause, which takes about a millisecond. */
const PIECE = 1 << 16;
/** Lists and objects within others that are parsed in pieces. OTLP has fewer. */
const DEEPEST = 64;
/** In JSON a value may take two characters, and tens of bytes once it is parsed. No sender needs nearly as many. */
const MOST_VALUES = 4_000_000;

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Parses JSON with pauses, where others may have their turn: whatever is longer than a piece is taken apart at its commas.
 *
 * @param parse for each piece; without it, large integers become their digits in a string
 * @throws MalformedMessage for what is not JSON, or has too many values
 */
export function* parsing(text: string, parse: Parse = parseExactly): Generator<'', unknown> {
  try {
    if (text.length <= PIECE) return parse(text);
    return yield* new PiecewiseParser(text, parse).document();
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const is = text.trim() === '' ? 'empty' : 'not JSON';
    throw new MalformedMessage(`the request is ${is}`, { cause });
  }
}

type Parse = (text: string) => unknown;

const parseExactly: Parse = (text) => JSON.parse(withExactIntegers(text)) as unknown;

/** Members of a list or object: up to where they were scanned, and how many values are within. */
interface Members {
  readonly end: number;
  readonly values: number;
}

class PiecewiseParser {
  readonly #text: string;
  readonly #parse: Parse;
  #at = 0;
  #count = 0;

  constructor(text: string, parse: Parse) {
    this.#text = text;
    this.#parse = parse;
  }

  *document(): Generator<'', unknown> {
    const value = yield* this.#value(0);
    if (this.#next() !== undefined) throw notJson();
    return value;
  }

  *#value(depth: number): Generator<'', unknown> {
    const first = this.#next();
    if (depth < DEEPEST && first === OPEN_BRACKET) return yield* this.#list(depth);
    if (depth < DEEPEST && first === OPEN_BRACE) return yield* this.#object(depth);
    const start = this.#at;
    this.#at = this.#endOfValue(start);
    yield '';
    return this.#single(start);
  }

  /** Of a text that may hold nothing, or more than one value, where a comma is missing or too many. */
  #single(start: number): unknown {
    const values = this.#values(start, this.#at);
    if (values.length !== 1) throw notJson();
    return values[0];
  }

  *#list(depth: number): Generator<'', unknown[]> {
    const list: unknown[] = [];
    yield* this.#members(CLOSE_BRACKET, {
      pieces: (start, end) => {
        for (const value of this.#values(start, end)) list.push(value);
      },
      large: function* (parser) {
        list.push(yield* parser.#value(depth + 1));
      },
    });
    return list;
  }

  *#object(depth: number): Generator<'', Record<string, unknown>> {
    const object: Record<string, unknown> = {};
    yield* this.#members(CLOSE_BRACE, {
      pieces: (start, end) => {
        const members = this.#parse(`{${this.#text.slice(start, end)}}`) as object;
        for (const [key, value] of Object.entries(members)) put(object, key, value);
      },
      large: function* (parser) {
        const key = parser.#key();
        put(object, key, yield* parser.#value(depth + 1));
      },
    });
    return object;
  }

  /** Goes over the members of the list or object that is next. */
  *#members(
    close: number,
    take: {
      /** Takes as many members as are in the piece. */
      readonly pieces: (start: number, end: number) => void;
      /** Takes one that is longer than a piece. */
      readonly large: (parser: PiecewiseParser) => Generator<'', void>;
    },
  ): Generator<'', void> {
    this.#at += 1;
    this.#add(1);
    for (let isFirst = true; ; isFirst = false) {
      // Past the spaces, of which there may be more than a piece has.
      this.#next();
      const start = this.#at;
      const found = this.#scan(start);
      if (found) {
        const isBlank = this.#text.slice(start, found.end).trim() === '';
        const isEmpty = isBlank && isFirst && this.#text.charCodeAt(found.end) === close;
        if (isBlank && !isEmpty) throw notJson();
        this.#add(found.values);
        take.pieces(start, found.end);
        this.#at = found.end;
      } else yield* take.large(this);
      const after = this.#next();
      this.#at += 1;
      if (after === close) return;
      if (after !== COMMA) throw notJson();
      yield '';
    }
  }

  /** The most members that fit into a piece; undefined where the first one does not. */
  #scan(start: number): Members | undefined {
    const text = this.#text;
    const last = Math.min(text.length, start + PIECE);
    let [depth, values] = [0, 0];
    let found: Members | undefined;
    for (let at = start; at < last; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = endOfString(text, at, last);
      const step = deeper(code);
      if (step < 0 && depth === 0) return { end: at, values };
      depth += step;
      if (step > 0 || code === COMMA) values += 1;
      if (code === COMMA && depth === 0) found = { end: at, values };
    }
    return found;
  }

  /** The values of a list, without the brackets around it. */
  #values(start: number, end: number): readonly unknown[] {
    return this.#parse(`[${this.#text.slice(start, end)}]`) as readonly unknown[];
  }

  #key(): string {
    if (this.#next() !== QUOTE) throw notJson();
    const start = this.#at;
    this.#at = endOfString(this.#text, start) + 1;
    const key = this.#single(start);
    if (this.#next() !== COLON) throw notJson();
    this.#at += 1;
    return key as string;
  }

  /** Where a value ends that is a string, a number or a word, or nested too deep to be taken apart. */
  #endOfValue(start: number): number {
    const text = this.#text;
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) at = endOfString(text, at);
      if (depth === 0 && (code === COMMA || deeper(code) < 0)) return at;
      depth += deeper(code);
    }
    return text.length;
  }

  #add(values: number): void {
    this.#count += values;
    if (this.#count > MOST_VALUES)
      throw new MalformedMessage(`the request has more than ${MOST_VALUES} values`);
  }

  /** The next character that is not a space, without passing it; undefined at the end. */
  #next(): number | undefined {
    const text = this.#text;
    while (SPACES.has(text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at < text.length ? text.charCodeAt(this.#at) : undefined;
  }
}

const notJson = (): SyntaxError => new SyntaxError('not JSON');

/** By how much a character changes the depth. */
function deeper(code: number): number {
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return 1;
  return code === CLOSE_BRACE || code === CLOSE_BRACKET ? -1 : 0;
}

/** @param at the opening quote @returns the closing one, or `last` where it is not before that */
function endOfString(text: string, at: number, last = text.length): number {
  let end = at + 1;
  for (; end < last; end += 1) {
    const code = text.charCodeAt(end);
    if (code === QUOTE) return end;
    if (code === BACKSLASH) end += 1;
  }
  return last;
}

function put(object: Record<string, unknown>, key: string, value: unknown): void {
  // A plain assignment of this key would set the prototype.
  if (key === '__proto__')
    Object.defineProperty(object, key, {
      ...{ value, enumerable: true, configurable: true, writable: true },
    });
  else object[key] = value;
}
