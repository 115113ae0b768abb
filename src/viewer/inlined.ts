import { summaryOf, type TraceSummary } from '../analysis/trace-summary.ts';
import { assembleTraces } from '../model/assemble.ts';
import type { Attributes, AttributeValue, Resource, Span } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import type { RunAbout } from './lab-routes.ts';

/** What is known about the traces of a report besides. */
interface ReportAbout {
  /** For a person: "run 3". */
  readonly what: string;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly jaegerVersion: string | undefined;
  /** The certificate of the server was not checked. */
  readonly isInsecure: boolean;
  /** The run of the ledger; undefined for a time window. */
  readonly run: RunAbout | undefined;
  /** Ids of the run that Jaeger does not know. */
  readonly missing: readonly string[];
  /** Requests that carried a fault. */
  readonly faulty: readonly string[];
  /** Of a trace without a root that ended before this moment no root was still to come. */
  readonly settledUs: Micros;
}

export interface ReportContents extends ReportAbout {
  readonly spans: readonly Span[];
}

/** What the lists of a report show: it is read in a tenth of the time that the spans take. */
export interface ReportIndex extends ReportAbout {
  /** By start. */
  readonly summaries: readonly TraceSummary[];
}

const SCHEMA = 'jaeger-lab/report-data@2';

/** Spans of one process share their resource, and those of one instrumentation their scope: each is written once. */
interface Written {
  readonly schema: typeof SCHEMA;
  readonly resources: readonly Resource[];
  readonly scopes: readonly Span['scope'][];
  readonly spans: readonly (Omit<Span, 'resource' | 'scope'> & {
    readonly resource: number;
    readonly scope: number;
  })[];
}

/** The two texts of a report, each for a script element of its own. */
export function inlinedTexts({ spans, ...about }: ReportContents): {
  readonly index: string;
  readonly spans: string;
} {
  const index: ReportIndex = { ...about, summaries: assembleTraces(spans).map(summaryOf) };
  const resources = new Numbering<Resource>();
  const scopes = new Numbering<Span['scope']>();
  const written: Written = {
    schema: SCHEMA,
    spans: spans.map(({ resource, scope, ...span }) => ({
      ...span,
      resource: resources.numberOf(resource),
      scope: scopes.numberOf(scope),
    })),
    resources: resources.values,
    scopes: scopes.values,
  };
  return { index: inElement(index), spans: inElement(written) };
}

/**
 * JSON that can stand in a script element: without a `<` nothing in it ends the element or begins a comment, whatever
 * the names of the spans are. Integers beyond 2^53 become text, as in the JSON of `trace`.
 */
const inElement = (value: ReportIndex | Written): string =>
  JSON.stringify(value, plain).replaceAll('<', '\\u003c');

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

export const readIndex = (text: string): ReportIndex => JSON.parse(text) as ReportIndex;

/**
 * The spans again, in the objects that the parser made: to copy 40,000 takes as long as to parse them.
 *
 * @throws Error for a text that `inlinedTexts` did not write
 */
export function readSpans(text: string): Span[] {
  const { schema, resources, scopes, spans } = JSON.parse(text) as Written;
  if ((schema as string) !== SCHEMA) throw new Error('this page does not contain a report');
  return spans.map((span) =>
    Object.assign(span, { resource: resources[span.resource], scope: scopes[span.scope] }),
  ) as readonly object[] as Span[];
}
