import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { closest } from '../base/closest.ts';
import { EXIT, LabError } from '../base/errors.ts';
import { syntaxMistake } from './syntax-mistake.ts';

/** The values of a map by their keys; of a key without a value, the key. */
export type Fields = ReadonlyMap<string, unknown>;

export interface Entry {
  readonly name: string;
  readonly key: unknown;
  readonly value: unknown;
}

const REFUSED_KEYS: ReadonlyMap<string, { readonly reason: string; readonly hint: string }> =
  new Map([
    [
      '',
      {
        reason: 'a key must be a name',
        hint: 'write name: value; a text with { or [ goes in quotes',
      },
    ],
    [
      '<<',
      {
        reason: 'the merge key << is not understood',
        hint: 'write out the keys that it stands for; *name alone stands for a whole value',
      },
    ],
  ]);

interface FieldsHints {
  /** Where keys belong that are known, but not here. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** What could stand there. */
  readonly example?: string;
}

interface Problem {
  readonly offset: number;
  readonly error: LabError;
}

/** More than any file needs that is written by hand: an alias that leads to itself, or to many that lead to many. */
const MOST_ALIASES = 500;
/** The parser descends with the nesting, and ends the whole process when it cannot any more. */
const DEEPEST = 100;
const NESTED_TOO_DEEPLY = {
  reason: 'this is nested too deeply',
  hint: 'close every { with } and every [ with ]',
};
const LONGEST_LINE = 1_000;
const LINE_TOO_LONG = {
  reason: `this line has more than ${LONGEST_LINE.toLocaleString('en')} characters`,
  hint: 'break it: a text or a list goes on in the next line if that is indented',
};

/**
 * Reads a YAML file that a person wrote. What is wrong is a LabError (usage) that names file, line and column.
 *
 * The methods throw the first thing wrong with what they were asked for; within `attempt` it is noted instead, so that
 * what stands beside it is read as well. A key that nobody knows is always noted only.
 */
export class YamlReader {
  readonly #file: string;
  readonly #hint: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #problems: Problem[] = [];
  #aliases = 0;
  #tooManyAliases: LabError | undefined;

  /**
   * @param file named in errors
   * @param hint what to look at where nothing better can be said
   * @throws LabError (usage) for a text that is not YAML
   */
  constructor(text: string, file: string, hint: string) {
    this.#file = file;
    this.#hint = hint;
    const refused = tooMuchIn(text);
    if (refused) {
      const line = text.slice(0, refused.at).split('\n').length;
      throw this.#error(`${file}:${line}:1`, refused.reason, refused.hint);
    }
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: false });
    const mistake = syntaxMistake(this.#document, text);
    if (mistake) throw this.failAt(mistake.offset, mistake.reason, mistake.hint);
  }

  get root(): unknown {
    return this.#document.contents;
  }

  /** What was noted, in the order of the file; once also where an alias makes it be read twice. */
  get problems(): LabError[] {
    const inOrder = this.#problems.toSorted((a, b) => a.offset - b.offset);
    return [...new Map(inOrder.map(({ error }) => [error.message, error])).values()];
  }

  /** Notes what is wrong instead of throwing it. @returns undefined then */
  attempt<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (thrown) {
      const offset = thrown instanceof LabError ? offsets.get(thrown) : undefined;
      if (offset === undefined) throw thrown;
      this.note(thrown as LabError);
      return undefined;
    }
  }

  note(error: LabError): void {
    this.#problems.push({ offset: offsets.get(error) ?? 0, error });
  }

  /** A map of which any key may be. @param hint what could stand there */
  entries(written: unknown, what: string, hint?: string): Entry[] {
    const node = this.#resolved(written);
    if (!isMap(node)) throw this.fail(written, `${what} must be keys with values`, hint);
    const seen = new Set<string>();
    return node.items.flatMap(({ key, value }): Entry[] => {
      // As it was written: a service may well be called null.
      const name = isScalar(key) ? (key.source ?? '') : '';
      const refused = REFUSED_KEYS.get(name);
      if (refused) {
        this.note(this.fail(key, refused.reason, refused.hint));
        return [];
      }
      if (seen.has(name)) {
        this.note(this.fail(key, `"${name}" stands here twice`, 'rename one, or make them one'));
        return [];
      }
      seen.add(name);
      return [{ name, key, value: isEmpty(value) ? key : value }];
    });
  }

  /**
   * A map of which only some keys may be.
   */
  fields(
    node: unknown,
    what: string,
    known: readonly string[],
    { elsewhere = {}, example }: FieldsHints = {},
  ): Fields {
    const entries = this.entries(node, what, example);
    for (const { name, key } of entries) {
      if (known.includes(name)) continue;
      const hint = Object.hasOwn(elsewhere, name) ? elsewhere[name] : undefined;
      this.note(
        hint === undefined
          ? this.unknown(key, 'key', name, known)
          : this.fail(key, `${name} cannot stand here`, hint),
      );
    }
    return new Map(entries.map(({ name, value }) => [name, value]));
  }

  isMap(node: unknown): boolean {
    return isMap(this.#resolved(node));
  }

  /** @param hint what could stand there */
  list(written: unknown, what: string, hint?: string): readonly unknown[] {
    if (written === undefined) return [];
    const node = this.#resolved(written);
    if (!isSeq(node)) throw this.fail(written, `${what} must be a list`, hint);
    return node.items;
  }

  /** @param example what could stand there */
  text(parent: unknown, fields: Fields, key: string, example?: string): string {
    const node = fields.get(key);
    const hint = example === undefined ? undefined : `for example ${key}: ${example}`;
    if (node === undefined) throw this.fail(parent, `${key} is missing`, hint);
    const value = this.scalar(node);
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      return String(value);
    throw this.fail(node, `${key} must be a text`, hint);
  }

  /** @param example what could stand there */
  count(
    node: unknown,
    key: string,
    least: number,
    most = Number.MAX_SAFE_INTEGER,
    example?: number,
  ): number {
    const value = this.scalar(node);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    const hint = example === undefined ? undefined : `for example ${key}: ${example}`;
    throw this.fail(node, `${key} must be a whole number of ${range}`, hint);
  }

  /** Undefined for what is no single value, or none at all. */
  scalar(written: unknown): string | number | boolean | undefined {
    const node = this.#resolved(written);
    const value = isScalar(node) ? node.value : undefined;
    const isPlain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isPlain ? value : undefined;
  }

  unknown(node: unknown, what: string, name: string, known: readonly string[]): LabError {
    const near = closest(name, known);
    const hint = near === undefined ? `one of: ${known.join(', ')}` : `did you mean ${near}?`;
    return this.fail(node, `unknown ${what} "${name}"`, hint);
  }

  fail(node: unknown, sentence: string, hint?: string): LabError {
    return this.failAt((node as Node | null | undefined)?.range?.[0] ?? 0, sentence, hint);
  }

  failAt(offset: number, sentence: string, hint = this.#hint): LabError {
    const { line, col } = this.#lines.linePos(offset);
    const error = this.#error(`${this.#file}:${line}:${col}`, sentence, hint);
    offsets.set(error, offset);
    return error;
  }

  #error(place: string, sentence: string, hint = this.#hint): LabError {
    return new LabError(`${place}: ${sentence}`, { hint, exitCode: EXIT.usage });
  }

  #resolved(node: unknown): unknown {
    if (!isAlias(node)) return node;
    this.#aliases += 1;
    // The same for all that follow, so that it is told once.
    if (this.#aliases > MOST_ALIASES)
      throw (this.#tooManyAliases ??= this.fail(
        node,
        `the aliases lead to more than ${MOST_ALIASES} places, or in a circle`,
        'write out what some of them stand for',
      ));
    const target = node.resolve(this.#document);
    if (target === undefined)
      throw this.fail(node, `*${node.source} is an alias of nothing`, `write &${node.source} once`);
    return target;
  }
}

/** Where in its file an error is. */
const offsets = new WeakMap<LabError, number>();

const isEmpty = (value: unknown): boolean =>
  value === null || (isScalar(value) && value.value === null);

interface TooMuch {
  readonly at: number;
  readonly reason: string;
  readonly hint: string;
}

/** What the parser is not given to read. */
function tooMuchIn(text: string): TooMuch | undefined {
  let depth = 0;
  let lineStart = 0;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (sign === '\n') lineStart = i + 1;
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return { at: i, ...NESTED_TOO_DEEPLY };
    if (i - lineStart > LONGEST_LINE) return { at: i, ...LINE_TOO_LONG };
  }
  return undefined;
}
