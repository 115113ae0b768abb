import type { Attributes, AttributeValue, Resource, Span } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import type { RunAbout } from './lab-routes.ts';

/** What a report holds: traces, and what is known about them besides. */
export interface ReportContents {
  /** For a person: "run 3". */
  readonly what: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly jaegerVersion: string | undefined;
  /** The run of the ledger; undefined for a time window. */
  readonly run: RunAbout | undefined;
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
  /** Requests that carried a fault. */
  readonly faulty: readonly string[];
  /** Of a trace without a root that ended before this moment no root was still to come. */
  readonly settledUs: Micros;
  readonly spans: readonly Span[];
}

const SCHEMA = 'jaeger-lab/report-data@1';

/** Spans of one process share their resource, and those of one instrumentation their scope: each is written once. */
interface Written extends Omit<ReportContents, 'spans'> {
  readonly schema: typeof SCHEMA;
  readonly resources: readonly Resource[];
  readonly scopes: readonly Span['scope'][];
  readonly spans: readonly (Omit<Span, 'resource' | 'scope'> & {
    readonly resource: number;
    readonly scope: number;
  })[];
}

/**
 * The contents as JSON that can stand in a script element: without a `<` nothing in it ends the element or begins a
 * comment, whatever the names of the spans are. Integers beyond 2^53 become text, as in the JSON of `trace`.
 */
export function inlinedText({ spans, ...about }: ReportContents): string {
  const resources = new Numbering<Resource>();
  const scopes = new Numbering<Span['scope']>();
  const written: Written = {
    schema: SCHEMA,
    ...about,
    spans: spans.map(({ resource, scope, ...span }) => ({
      ...span,
      resource: resources.numberOf(resource),
      scope: scopes.numberOf(scope),
    })),
    resources: resources.values,
    scopes: scopes.values,
  };
  return JSON.stringify(written, plain).replaceAll('<', '\\u003c');
}

/** Equal values by one number. */
class Numbering<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<T, number>();

  numberOf(value: T): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const key = JSON.stringify(value, plain);
    const number = this.#numbers.get(key) ?? this.values.push(value) - 1;
    this.#numbers.set(key, number);
    this.#known.set(value, number);
    return number;
  }
}

const plain = (_key: string, value: AttributeValue | Attributes): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** @throws Error for a text that `inlinedText` did not write */
export function readInlined(text: string): ReportContents {
  const { schema, resources, scopes, spans, ...about } = JSON.parse(text) as Written;
  if ((schema as string) !== SCHEMA) throw new Error('this page does not contain a report');
  const nowhere: Resource = { service: '', attributes: {} };
  const none = { name: '', version: '' };
  return {
    ...about,
    spans: spans.map(({ resource, scope, ...span }) => ({
      ...span,
      parentSpanId: span.parentSpanId,
      resource: resources[resource] ?? nowhere,
      scope: scopes[scope] ?? none,
    })),
  };
}
