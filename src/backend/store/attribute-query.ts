import type { KeyValue, Resource, Scope, Span } from '../../otlp/types.ts';
import { decodeSpan, statusCodeOf } from '../../otlp/decode.ts';
import { type Origin, resourceOf, scopeOf } from './origins.ts';
import { valueText } from './value-text.ts';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];
const OK = 1;
const ERROR = 2;

/** What Go's ParseBool takes. */
const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** In any case; an unknown word stands for 0, as in Jaeger. */
const numberOf = (words: readonly string[], word: string): number =>
  Math.max(words.indexOf(word.toUpperCase()), 0);

interface Sought {
  readonly key: string;
  readonly text: string;
}

/**
 * The attributes a search asks for, made ready to be tried on many spans. What counts as an attribute is what Jaeger
 * 2.20's memory store takes for one: the attributes of the span, its scope, its resource, its events and its links;
 * `resource.<key>`; and `error`, `span.status`, `span.kind`, `scope.name`, `scope.version`, which look at the span's
 * own fields instead. Values are compared as text.
 */
export class AttributeQuery {
  /** The kind that is asked for, if one is. */
  readonly kind: number | undefined;
  /** Each of them must be the span's status. */
  readonly #statuses: readonly number[];
  readonly #scope: readonly [field: 'name' | 'version', text: string][];
  readonly #resource: readonly Sought[];
  readonly #anywhere: readonly (Sought & { readonly bytes: Buffer })[];
  readonly #origins = new Map<Origin, OriginMatch>();

  constructor(attributes: ReadonlyMap<string, string>) {
    const taken = new Set(['error', 'span.status', 'span.kind', 'scope.name', 'scope.version']);
    const kind = attributes.get('span.kind');
    this.kind = kind === undefined ? undefined : numberOf(KINDS, kind);
    this.#statuses = statusesIn(attributes);
    this.#scope = (['name', 'version'] as const).flatMap((field) => {
      const text = attributes.get(`scope.${field}`);
      return text === undefined ? [] : [[field, text] as const];
    });
    const others = [...attributes]
      .filter(([key]) => !taken.has(key))
      .map(([key, text]) => ({ key, text, ofResource: key.startsWith('resource.') }));
    this.#resource = others
      .filter(({ ofResource }) => ofResource)
      .map(({ key, text }) => ({ key: key.slice('resource.'.length), text }));
    this.#anywhere = others
      .filter(({ ofResource }) => !ofResource)
      .map(({ key, text }) => ({ key, text, bytes: Buffer.from(key) }));
  }

  /** Whether all but the kind holds for an encoded span. */
  matches(origin: Origin, bytes: Buffer, start: number, end: number): boolean {
    const { fits, missing } = this.#originMatch(origin);
    if (!fits) return false;
    if (this.#statuses.length > 0) {
      const status = statusCodeOf(bytes, start, end);
      if (this.#statuses.some((wanted) => wanted !== status)) return false;
    }
    if (missing.length === 0) return true;
    // A span that has the key has its bytes; most have not, and are not decoded.
    const encoded = bytes.subarray(start, end);
    if (!missing.every((sought) => encoded.includes(sought.bytes))) return false;
    const span = decodeSpan(bytes, start, end);
    return missing.every((sought) => spanHas(span, sought));
  }

  /** What can be said of all the spans of an origin at once. */
  #originMatch(origin: Origin): OriginMatch {
    const known = this.#origins.get(origin);
    if (known) return known;
    const resource = resourceOf(origin);
    const scope = scopeOf(origin);
    const match = {
      fits:
        this.#scope.every(([field, text]) => scope[field] === text) &&
        this.#resource.every((sought) => resourceHas(resource, origin, sought)),
      missing: this.#anywhere.filter((sought) => !originHas(resource, scope, origin, sought)),
    };
    this.#origins.set(origin, match);
    return match;
  }
}

interface OriginMatch {
  readonly fits: boolean;
  /** What neither the resource nor the scope has, and the span must. */
  readonly missing: readonly (Sought & { readonly bytes: Buffer })[];
}

/** A query for two statuses, or for an unknown one, finds nothing. */
function statusesIn(attributes: ReadonlyMap<string, string>): number[] {
  const statuses: number[] = [];
  const status = attributes.get('span.status');
  if (status !== undefined) statuses.push(numberOf(STATUSES, status));
  const error = attributes.get('error');
  if (error !== undefined) statuses.push(TRUE.has(error) ? ERROR : FALSE.has(error) ? OK : NaN);
  return statuses;
}

/** Of several values of a key the first one counts. */
function has(attributes: readonly KeyValue[], { key, text }: Sought): boolean {
  const found = attributes.find((attribute) => attribute.key === key);
  return found !== undefined && valueText(found.value) === text;
}

const resourceHas = (resource: Resource, { service }: Origin, sought: Sought): boolean =>
  sought.key === 'service.name' ? service.name === sought.text : has(resource.attributes, sought);

const originHas = (resource: Resource, scope: Scope, origin: Origin, sought: Sought): boolean =>
  resourceHas(resource, origin, sought) || has(scope.attributes, sought);

const spanHas = (span: Span, sought: Sought): boolean =>
  has(span.attributes, sought) ||
  span.events.some(({ attributes }) => has(attributes, sought)) ||
  span.links.some(({ attributes }) => has(attributes, sought));
