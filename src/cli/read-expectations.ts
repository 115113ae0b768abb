import { readFile } from 'node:fs/promises';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Budget, Expectations } from '../analysis/expectations.ts';
import { type Check, CHECKS } from '../analysis/warnings/verify-warning.ts';
import { parseDurationMs } from '../base/duration.ts';
import { EXIT, LabError, reasonOf } from '../base/errors.ts';
import type { ExpectedSpan } from '../model/hierarchy.ts';
import type { SpanKind } from '../model/trace.ts';
import { closest } from './closest.ts';

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const MEASURES = ['p50', 'p95', 'p99', 'max'] as const;
/** Far deeper than any real request; an alias to itself would have no end. */
const DEEPEST = 100;

/** @throws LabError (usage) for a file that cannot be read or understood, with the line */
export async function readExpectations(file: string): Promise<Expectations> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new LabError(`cannot read ${file}: ${reasonOf(cause)}`, {
      hint: 'give --expect a file of expectations; docs/expectations.md shows one',
      exitCode: EXIT.usage,
      cause,
    });
  }
  return parseExpectations(text, file);
}

/** @param file named in errors */
export function parseExpectations(text: string, file: string): Expectations {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const reader = new Reader(file, lines);
  const [error] = document.errors;
  if (error)
    throw reader.failAt(
      error.pos[0],
      error.message.split('\n')[0]?.replace(/ at line.*/, '') ?? '',
    );
  return reader.expectations(document.contents);
}

type Fields = ReadonlyMap<string, unknown>;

class Reader {
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  failAt(offset: number, sentence: string, hint = 'docs/expectations.md has an example'): LabError {
    const { line } = this.#lines.linePos(offset);
    return new LabError(`${this.#file}:${line}: ${sentence}`, { hint, exitCode: EXIT.usage });
  }

  expectations(node: unknown): Expectations {
    const all = ['hierarchy', 'roots', 'edges', 'calls', 'budgets', 'checks'];
    const fields = this.#fields(node, 'the file', all);
    if (fields.size === 0)
      throw this.#fail(node, 'nothing is expected', `one of: ${all.join(', ')}`);
    const hierarchy = fields.get('hierarchy');
    const roots = fields.get('roots');
    return {
      hierarchy: hierarchy === undefined ? undefined : this.#span(hierarchy, 0),
      roots: roots === undefined ? undefined : this.#count(roots, 'roots', 1),
      edges: this.#list(fields.get('edges'), 'edges').map((edge) => this.#edge(edge)),
      calls: this.#list(fields.get('calls'), 'calls').map((call) => this.#call(call)),
      budgets: this.#list(fields.get('budgets'), 'budgets').flatMap((one) => this.#budget(one)),
      checks: this.#list(fields.get('checks'), 'checks').map((check) => this.#check(check)),
    };
  }

  #span(node: unknown, depth: number): ExpectedSpan {
    if (depth > DEEPEST) throw this.#fail(node, `the hierarchy is deeper than ${DEEPEST} spans`);
    const fields = this.#fields(node, 'a span', ['service', 'name', 'kind', 'children']);
    const kind = this.#text(node, fields, 'kind');
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) throw this.#unknown(fields.get('kind'), 'kind', kind, KINDS);
    return {
      service: this.#text(node, fields, 'service'),
      name: this.#text(node, fields, 'name'),
      kind: known,
      children: this.#list(fields.get('children'), 'children').map((child) =>
        this.#span(child, depth + 1),
      ),
    };
  }

  #edge(node: unknown): Expectations['edges'][number] {
    const written = isScalar(node) ? String(node.value) : undefined;
    const [, from, to] = /^\s*(\S.*?)\s*(?:->|→)\s*(\S.*?)\s*$/.exec(written ?? '') ?? [];
    if (from === undefined || to === undefined)
      throw this.#fail(node, 'an edge reads "caller -> callee"');
    return { from, to };
  }

  #check(node: unknown): Check {
    const written = isScalar(node) ? String(node.value) : '';
    const known = CHECKS.find((one) => one === written);
    if (known === undefined) throw this.#unknown(node, 'check', written, CHECKS);
    return known;
  }

  #call(node: unknown): Expectations['calls'][number] {
    const fields = this.#fields(node, 'a limit of calls', ['to', 'atMost']);
    const atMost = fields.get('atMost');
    return { to: this.#text(node, fields, 'to'), atMost: this.#count(atMost ?? node, 'atMost', 0) };
  }

  #budget(node: unknown): Budget[] {
    const fields = this.#fields(node, 'a budget', ['service', 'operation', ...MEASURES]);
    const service = this.#text(node, fields, 'service');
    const operation = fields.has('operation') ? this.#text(node, fields, 'operation') : undefined;
    const budgets = MEASURES.filter((of) => fields.has(of)).map((of): Budget => {
      const ms = parseDurationMs(this.#text(node, fields, of));
      if (ms === undefined)
        throw this.#fail(fields.get(of), `${of} must be a duration, such as 500ms or 2s`);
      return { service, operation, of, belowUs: ms * 1000 };
    });
    if (budgets.length === 0)
      throw this.#fail(node, `a budget needs one of ${MEASURES.join(', ')}`);
    return budgets;
  }

  #fields(node: unknown, what: string, known: readonly string[]): Fields {
    if (!isMap(node)) throw this.#fail(node, `${what} must be keys with values`);
    const fields = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!known.includes(name)) throw this.#unknown(key, 'key', name, known);
      fields.set(name, value ?? key);
    }
    return fields;
  }

  #list(node: unknown, what: string): readonly unknown[] {
    if (node === undefined) return [];
    if (!isSeq(node)) throw this.#fail(node, `${what} must be a list`);
    return node.items;
  }

  #text(parent: unknown, fields: Fields, key: string): string {
    const node = fields.get(key);
    if (node === undefined) throw this.#fail(parent, `${key} is missing`);
    const value = isScalar(node) ? node.value : undefined;
    if ((typeof value === 'string' && value !== '') || typeof value === 'number')
      return String(value);
    throw this.#fail(node, `${key} must be a text`);
  }

  #count(node: unknown, key: string, least: number): number {
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    throw this.#fail(node, `${key} must be a whole number of ${least} or more`);
  }

  #unknown(node: unknown, what: string, name: string, known: readonly string[]): LabError {
    const near = closest(name, known);
    const hint = near === undefined ? `one of: ${known.join(', ')}` : `did you mean ${near}?`;
    return this.#fail(node, `unknown ${what} "${name}"`, hint);
  }

  #fail(node: unknown, sentence: string, hint?: string): LabError {
    return this.failAt((node as Node | null | undefined)?.range?.[0] ?? 0, sentence, hint);
  }
}
