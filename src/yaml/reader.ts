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

/** The values of a map by key; for a key without a value, the key. */
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
        hint: 'write name: value; put text with { or [ in quotes',
      },
    ],
    [
      '<<',
      {
        reason: 'the merge key << is not supported',
        hint: 'write the keys themselves; an alias such as *name can replace a whole value',
      },
    ],
  ]);

interface FieldsHints {
  /** Hints for keys that are known, but belong elsewhere. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** An example of a valid value. */
  readonly example?: string;
}

interface Problem {
  readonly offset: number;
  readonly error: LabError;
}

/** More than a file written by hand needs. Bounds aliases that are circular or expand exponentially. */
const MOST_ALIASES = 500;
/** The parser recurses with the nesting, and a stack overflow would end the process. */
const DEEPEST = 100;
const NESTED_TOO_DEEPLY = {
  reason: 'the nesting is too deep',
  hint: 'close every { with } and every [ with ]',
};
const LONGEST_LINE = 1_000;
const LINE_TOO_LONG = {
  reason: `this line has more than ${LONGEST_LINE.toLocaleString('en')} characters`,
  hint: 'break the line: text or a list continues on the next line when that is indented',
};

/**
 * Reads a YAML file that a user wrote. A mistake is a LabError (usage) with file, line and column.
 *
 * The methods throw the first mistake in the value that they read; within `attempt` it is recorded instead, so that
 * the rest of the file is read as well. An unknown key is always only recorded.
 */
export class YamlReader {
  readonly #file: string;
  readonly #hint: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly #problems: Problem[] = [];
  #aliases = 0;
  /** Keys whose value is missing. */
  readonly #missing = new WeakSet<object>();
  #tooManyAliases: LabError | undefined;

  /**
   * @param file named in errors
   * @param hint for mistakes without a more specific hint
   * @throws LabError (usage) for text that is not valid YAML
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

  /** The recorded mistakes, in the order of the file; each once, even if an alias makes it be read twice. */
  get problems(): LabError[] {
    const inOrder = this.#problems.toSorted((a, b) => a.offset - b.offset);
    return [...new Map(inOrder.map(({ error }) => [error.message, error])).values()];
  }

  /** Records a mistake instead of throwing it. @returns undefined then */
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

  /** A map with any keys. @param hint an example of a valid value */
  entries(written: unknown, what: string, hint?: string): Entry[] {
    const node = this.#resolved(written);
    if (!isMap(node)) throw this.fail(written, `${what} must be a map of keys and values`, hint);
    const seen = new Set<string>();
    return node.items.flatMap(({ key, value }): Entry[] => {
      // As written: a service may be called null.
      const name = isScalar(key) ? (key.source ?? '') : '';
      const refused = REFUSED_KEYS.get(name);
      if (refused) {
        this.note(this.fail(key, refused.reason, refused.hint));
        return [];
      }
      if (seen.has(name)) {
        this.note(this.fail(key, `duplicate key "${name}"`, 'rename one of them, or merge them'));
        return [];
      }
      seen.add(name);
      if (!isEmpty(value)) return [{ name, key, value }];
      // The key says where the value is missing.
      this.#missing.add(key as object);
      return [{ name, key, value: key }];
    });
  }

  /**
   * A map with known keys only.
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
          : this.fail(key, `${name} is not allowed here`, hint),
      );
    }
    return new Map(entries.map(({ name, value }) => [name, value]));
  }

  isMap(node: unknown): boolean {
    return isMap(this.#resolved(node));
  }

  /** @param hint an example of a valid value */
  list(written: unknown, what: string, hint?: string): readonly unknown[] {
    if (written === undefined) return [];
    const node = this.#resolved(written);
    if (!isSeq(node)) throw this.fail(written, `${what} must be a list`, hint);
    return node.items;
  }

  /** @param example of a valid value */
  text(parent: unknown, fields: Fields, key: string, example?: string): string {
    const node = fields.get(key);
    const hint = example === undefined ? undefined : `for example ${key}: ${example}`;
    if (node === undefined) throw this.fail(parent, `${key} is missing`, hint);
    const value = this.scalar(node);
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      return String(value);
    throw this.fail(node, `${key} must be text`, hint);
  }

  /** @param example of a valid value */
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

  /** Undefined for a map, a list, or a missing value. */
  scalar(written: unknown): string | number | boolean | undefined {
    if (this.#missing.has(written as object)) return undefined;
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
    // The same error for all further aliases, so that it is reported once.
    if (this.#aliases > MOST_ALIASES)
      throw (this.#tooManyAliases ??= this.fail(
        node,
        `more than ${MOST_ALIASES} aliases, or a circular alias`,
        'replace some aliases by their values',
      ));
    const target = node.resolve(this.#document);
    if (target === undefined)
      throw this.fail(
        node,
        `the alias *${node.source} has no anchor`,
        `mark the value that it stands for with &${node.source}`,
      );
    return target;
  }
}

/** The place of an error in its file. */
const offsets = new WeakMap<LabError, number>();

const isEmpty = (value: unknown): boolean =>
  value === null || (isScalar(value) && value.value === null);

interface TooMuch {
  readonly at: number;
  readonly reason: string;
  readonly hint: string;
}

/** Input that is refused before parsing. */
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
