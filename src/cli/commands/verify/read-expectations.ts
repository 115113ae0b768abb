import type { Budget, Expectations } from '../../../analysis/expectations.ts';
import { type Check, CHECKS } from '../../../analysis/warnings/verify-warning.ts';
import { parseDurationMs } from '../../../base/duration.ts';
import type { ExpectedSpan } from '../../../model/hierarchy.ts';
import type { SpanKind } from '../../../model/trace.ts';
import { YamlReader } from '../../../yaml/reader.ts';
import { readTextFile } from '../../shell/read-text-file.ts';

const KINDS: readonly SpanKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const MEASURES = ['p50', 'p95', 'p99', 'max'] as const;
/** Far deeper than any real request; an alias to itself would have no end. */
const DEEPEST = 100;

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

  constructor(yaml: YamlReader) {
    this.#yaml = yaml;
  }

  expectations(node: unknown): Expectations {
    const all = ['hierarchy', 'roots', 'edges', 'calls', 'budgets', 'checks'];
    const fields = this.#yaml.fields(node, 'the file', all);
    if (fields.size === 0)
      throw this.#yaml.fail(node, 'nothing is expected', `one of: ${all.join(', ')}`);
    const hierarchy = fields.get('hierarchy');
    const roots = fields.get('roots');
    return {
      hierarchy: hierarchy === undefined ? undefined : this.#span(hierarchy, 0),
      roots: roots === undefined ? undefined : this.#yaml.count(roots, 'roots', 1),
      edges: this.#yaml.list(fields.get('edges'), 'edges').map((edge) => this.#edge(edge)),
      calls: this.#yaml.list(fields.get('calls'), 'calls').map((call) => this.#call(call)),
      budgets: this.#yaml
        .list(fields.get('budgets'), 'budgets')
        .flatMap((one) => this.#budget(one)),
      checks: this.#yaml.list(fields.get('checks'), 'checks').map((check) => this.#check(check)),
    };
  }

  #span(node: unknown, depth: number): ExpectedSpan {
    if (depth > DEEPEST)
      throw this.#yaml.fail(node, `the hierarchy is deeper than ${DEEPEST} spans`);
    const fields = this.#yaml.fields(node, 'a span', ['service', 'name', 'kind', 'children']);
    const kind = this.#yaml.text(node, fields, 'kind');
    const known = KINDS.find((one) => one === kind);
    if (known === undefined) throw this.#yaml.unknown(fields.get('kind'), 'kind', kind, KINDS);
    return {
      service: this.#yaml.text(node, fields, 'service'),
      name: this.#yaml.text(node, fields, 'name'),
      kind: known,
      children: this.#yaml
        .list(fields.get('children'), 'children')
        .map((child) => this.#span(child, depth + 1)),
    };
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
