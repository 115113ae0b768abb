import type { Budget, Expectations, Limit, SpanAttributes } from '../../analysis/expectations.ts';
import type { ExpectedPart } from '../../analysis/expected-part.ts';
import { type Check, CHECKS } from '../../analysis/warnings/verify-warning.ts';
import { parseDurationMs, parseShare } from '../../base/duration.ts';
import type { WantedAttributes } from '../../model/attribute-faults.ts';
import type { ExpectedSpan } from '../../model/hierarchy.ts';
import type { SpanKind } from '../../model/trace.ts';
import { type Fields, YamlReader } from '../../yaml/reader.ts';
import { readTextFile } from '../shell/read-text-file.ts';

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const MEASURES = ['p50', 'p95', 'p99', 'max'] as const;
/** Far deeper than any real request; an alias to itself would have no end. */
const DEEPEST = 100;
/** An alias multiplies what is below it. */
const MOST_SPANS = 1000;
const MOST_RULES = 200;

/** @throws LabError (usage) for a file that cannot be read or understood, with the line */
export async function readExpectations(file: string): Promise<Expectations> {
  const text = await readTextFile(file, {
    ifMissing: 'docs/expectations.md has an example',
    format: 'docs/expectations.md describes the format',
  });
  return parseExpectations(text, file);
}

/** @param file named in errors @throws LabError (usage) for the first thing wrong */
export function parseExpectations(text: string, file: string): Expectations {
  const reader = new YamlReader(text, file, 'docs/expectations.md has an example');
  const expectations = reader.attempt(() => new Reader(reader).expectations(reader.root));
  const [problem] = reader.problems;
  if (problem) throw problem;
  if (expectations === undefined) throw new TypeError('nothing was read and nothing was wrong');
  return expectations;
}

class Reader {
  readonly #yaml: YamlReader;
  #spans = 0;

  constructor(yaml: YamlReader) {
    this.#yaml = yaml;
  }

  expectations(node: unknown): Expectations {
    const lists = ['edges', 'calls', 'budgets', 'attributes', 'contains', 'checks'];
    const all = ['hierarchy', 'roots', 'errors', ...lists];
    const fields = this.#yaml.fields(node, 'the file', all);
    if (fields.size === 0)
      throw this.#yaml.fail(node, 'nothing is expected', `one of: ${all.join(', ')}`);
    const hierarchy = fields.get('hierarchy');
    const roots = fields.get('roots');
    const errors = fields.get('errors');
    return {
      hierarchy: hierarchy === undefined ? undefined : this.#span(hierarchy, 0),
      roots: roots === undefined ? undefined : this.#yaml.count(roots, 'roots', 1),
      edges: this.#rules(fields, 'edges', (edge) => this.#edge(edge)),
      calls: this.#rules(fields, 'calls', (call) => this.#call(call)),
      budgets: this.#rules(fields, 'budgets', (one) => this.#budget(one)).flat(),
      attributes: this.#rules(fields, 'attributes', (one) => this.#attributesOf(one)),
      contains: this.#rules(fields, 'contains', (part) => this.#part(part, 0)),
      errors: errors === undefined ? undefined : this.#limit(errors),
      checks: this.#rules(fields, 'checks', (check) => this.#check(check)),
    };
  }

  #rules<Rule>(fields: Fields, key: string, read: (node: unknown) => Rule): Rule[] {
    const written = this.#yaml.list(fields.get(key), key);
    if (fields.has(key) && written.length === 0)
      throw this.#yaml.fail(fields.get(key), `${key} is empty`, 'add a rule, or leave it out');
    if (written.length > MOST_RULES)
      throw this.#yaml.fail(fields.get(key), `${key} has more than ${MOST_RULES} entries`);
    return written.map(read);
  }

  #span(node: unknown, depth: number): ExpectedSpan {
    const fields = this.#spanFields(node, depth);
    return {
      service: this.#yaml.text(node, fields, 'service'),
      name: this.#yaml.text(node, fields, 'name'),
      kind: this.#kind(node, fields),
      attributes: this.#wanted(fields, 'attributes'),
      children: this.#yaml
        .list(fields.get('children'), 'children')
        .map((child) => this.#span(child, depth + 1)),
    };
  }

  /** A span of which only the service is required. */
  #part(node: unknown, depth: number): ExpectedPart {
    const fields = this.#spanFields(node, depth);
    return {
      service: this.#yaml.text(node, fields, 'service'),
      name: fields.has('name') ? this.#yaml.text(node, fields, 'name') : undefined,
      kind: fields.has('kind') ? this.#kind(node, fields) : undefined,
      attributes: this.#wanted(fields, 'attributes'),
      children: this.#yaml
        .list(fields.get('children'), 'children')
        .map((child) => this.#part(child, depth + 1)),
    };
  }

  #spanFields(node: unknown, depth: number): Fields {
    this.#spans += 1;
    if (this.#spans > MOST_SPANS)
      throw this.#yaml.fail(node, `more than ${MOST_SPANS.toLocaleString('en')} spans`);
    if (depth > DEEPEST)
      throw this.#yaml.fail(node, `the hierarchy is deeper than ${DEEPEST} spans`);
    return this.#yaml.fields(node, 'a span', ['service', 'name', 'kind', 'attributes', 'children']);
  }

  #kind(node: unknown, fields: Fields): SpanKind {
    const kind = this.#yaml.text(node, fields, 'kind');
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) throw this.#yaml.unknown(fields.get('kind'), 'kind', kind, KINDS);
    return known;
  }

  #wanted(fields: Fields, key: string): WantedAttributes | undefined {
    const written = fields.get(key);
    if (written === undefined) return undefined;
    const example = 'for example http.response.status_code: 200; * stands for any value';
    const entries = this.#yaml.entries(written, key, example);
    if (entries.length === 0) throw this.#yaml.fail(written, `${key} is empty`, example);
    return Object.fromEntries(
      entries.map(({ name, value }) => {
        const text = this.#yaml.scalar(value);
        if (text === undefined)
          throw this.#yaml.fail(value, `the value of ${name} must be text, a number or true`);
        return [name, String(text)];
      }),
    );
  }

  #attributesOf(node: unknown): SpanAttributes {
    const fields = this.#yaml.fields(node, 'a rule', ['service', 'operation', 'kind', 'has']);
    const has = this.#wanted(fields, 'has');
    if (has === undefined)
      throw this.#yaml.fail(node, 'has is missing', 'for example has: { http.route: /pay }');
    return {
      service: this.#yaml.text(node, fields, 'service'),
      operation: fields.has('operation') ? this.#yaml.text(node, fields, 'operation') : undefined,
      kind: fields.has('kind') ? this.#kind(node, fields) : undefined,
      has,
    };
  }

  #limit(node: unknown): Limit {
    const value = this.#yaml.scalar(node);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
      return { of: 'number', atMost: value };
    const share = parseShare(String(value));
    if (share !== undefined) return { of: 'share', atMost: share };
    throw this.#yaml.fail(
      node,
      'errors must be a number of traces, such as 0, or a share, such as 5%',
    );
  }

  #edge(node: unknown): Expectations['edges'][number] {
    const written = String(this.#yaml.scalar(node) ?? '');
    const [, from, to] = /^\s*(\S.*?)\s*(?:->|→)\s*(\S.*?)\s*$/.exec(written) ?? [];
    if (from === undefined || to === undefined)
      throw this.#yaml.fail(node, 'an edge reads "caller -> callee"');
    return { from, to };
  }

  #check(node: unknown): Check {
    const written = String(this.#yaml.scalar(node) ?? '');
    const known = CHECKS.find((one) => one === written);
    if (known === undefined) throw this.#yaml.unknown(node, 'check', written, CHECKS);
    return known;
  }

  #call(node: unknown): Expectations['calls'][number] {
    const fields = this.#yaml.fields(node, 'a limit of calls', ['to', 'atMost']);
    const atMost = fields.get('atMost');
    return {
      to: this.#yaml.text(node, fields, 'to'),
      atMost: this.#yaml.count(atMost ?? node, 'atMost', 0),
    };
  }

  #budget(node: unknown): Budget[] {
    const fields = this.#yaml.fields(node, 'a budget', ['service', 'operation', ...MEASURES]);
    const service = this.#yaml.text(node, fields, 'service');
    const operation = fields.has('operation')
      ? this.#yaml.text(node, fields, 'operation')
      : undefined;
    const budgets = MEASURES.filter((of) => fields.has(of)).map((of): Budget => {
      const ms = parseDurationMs(this.#yaml.text(node, fields, of));
      if (ms === undefined)
        throw this.#yaml.fail(fields.get(of), `${of} must be a duration, such as 500ms or 2s`);
      return { service, operation, of, belowUs: ms * 1000 };
    });
    if (budgets.length === 0)
      throw this.#yaml.fail(node, `a budget needs one of ${MEASURES.join(', ')}`);
    return budgets;
  }
}
