import { assembleTrace } from '../model/assemble.ts';
import type { Attributes, AttributeValue, Resource, Span, Trace } from '../model/trace.ts';
import { KEY_VALUE_STORES } from './call-shape.ts';
import { FOLDED, foldName, foldPath, foldQuery } from './fold-text.ts';
import { isBareMethod, plainName } from './operation.ts';
import { LOOPBACK } from './peer-name.ts';
import { isPublicValue, PUBLIC_KEYS } from './public-words.ts';
import { ADDRESS, CALLED_SERVICE, FULL_URL, QUERY, STORE, URL_PATH } from './semantic-keys.ts';

/**
 * Replaces names, values and ids, equal ones by equal ones in all that it is given; times, kinds, statuses and the shape
 * of the traces stay. Keys and values of the semantic conventions that come from public lists stay too. A text is replaced by
 * one that the analyses group as they group the text itself: places, foldings and figures are the same as before.
 */
export class Anonymizer {
  readonly #names = new Names();
  readonly #resources = new Map<Resource, Resource>();

  trace({ spans, leftOut }: Trace): Trace {
    return assembleTrace([...spans, ...leftOut].map((span) => this.span(span)));
  }

  span(span: Span): Span {
    return anonymousSpan(span, this.#resource(span.resource), this.#names);
  }

  traceId(id: string): string {
    return this.#names.traceId(id);
  }

  scenario(name: string): string {
    return this.#names.of('scenario', name);
  }

  #resource(resource: Resource): Resource {
    const known = this.#resources.get(resource);
    if (known) return known;
    const service = this.#names.of('service', resource.service);
    const made = { service, attributes: attributesOf(resource.attributes, this.#names) };
    this.#resources.set(resource, made);
    return made;
  }
}

function anonymousSpan(span: Span, resource: Resource, names: Names): Span {
  return {
    ...span,
    traceId: names.traceId(span.traceId),
    spanId: names.spanId(span.spanId),
    parentSpanId: span.parentSpanId === undefined ? undefined : names.spanId(span.parentSpanId),
    resource,
    name: names.ofSpan(span),
    statusMessage: names.folded('message', span.statusMessage, foldName),
    attributes: attributesOf(span.attributes, names),
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name: PUBLIC_EVENTS.has(name) ? name : names.folded('event', name, foldName),
      timeUs,
      attributes: attributesOf(attributes, names),
    })),
    links: span.links.map(({ traceId, spanId, attributes }) => ({
      traceId: names.traceId(traceId),
      spanId: names.spanId(spanId),
      attributes: attributesOf(attributes, names),
    })),
    scope: { name: names.of('scope', span.scope.name), version: '' },
    warnings: span.warnings.map((text) => names.of('warning', text)),
  };
}

/** By these names an event is an exception, also without attributes. */
const PUBLIC_EVENTS: ReadonlySet<string> = new Set(['exception', 'error']);

function attributesOf(attributes: Attributes, names: Names): Attributes {
  const stores = STORE.map((key) => attributes[key]).filter((store) => typeof store === 'string');
  const foldOf = stores.some((store) => KEY_VALUE_STORES.has(store))
    ? commandOf
    : (query: string) => foldQuery(query, stores[0]);
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      PUBLIC_KEYS.has(key) ? key : names.of('key', key),
      valueOf(key, value, names, foldOf),
    ]),
  );
}

const PATHS: ReadonlySet<string> = new Set([
  ...['http.route', 'url.template', ...URL_PATH, ...FULL_URL],
]);
const HOSTS: ReadonlySet<string> = new Set(ADDRESS);
const SERVICES: ReadonlySet<string> = new Set(CALLED_SERVICE);
const QUERIES: ReadonlySet<string> = new Set(['db.query.summary', ...QUERY]);

function valueOf(
  key: string,
  value: AttributeValue,
  names: Names,
  foldOf: (query: string) => string,
): AttributeValue {
  if (EMPTY.has(value)) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value, bigintText);
  if (isPublicValue(key, text)) return value;
  if (QUERIES.has(key)) return names.folded('operation', text, foldOf);
  return textOf(key, text, names);
}

/** What says nothing, also where a library writes it as text. */
const EMPTY: ReadonlySet<AttributeValue> = new Set<AttributeValue>([
  ...[true, false, '', 'true', 'false'],
]);

function textOf(key: string, text: string, names: Names): string {
  if (PATHS.has(key)) return names.url(text);
  if (HOSTS.has(key)) return names.host(text);
  if (SERVICES.has(key)) return names.of('service', text);
  const isBatch = key.startsWith('db.operation') && /pipeline|multi|batch/i.test(text);
  return names.of(isBatch ? 'batch' : 'value', text);
}

/** Of a store whose queries are a command and its keys. */
const commandOf = (query: string): string => query.split(/\s/, 1)[0] ?? '';

const bigintText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** What stands for what, by kind, in the order of first use. */
class Names {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** "service-c"; an empty text stays empty. Digits would be taken for an id. */
  of(kind: string, text: string): string {
    return text === '' ? '' : this.#name(kind, text, (number) => `${kind}-${letters(number)}`);
  }

  /** The same for all texts of one folding, with a literal behind it where the text had some: "operation-c 2". */
  folded(kind: string, text: string, fold: (text: string) => string): string {
    if (text === '') return '';
    const plain = fold(text);
    const name = this.of(kind, plain);
    if (plain !== text) return `${name} ${this.#literal(text)}`;
    return /\?|\{\}/.test(plain) ? `${name} ?` : name;
  }

  /** What names a method or a path stays such a name: operations are made of these. */
  ofSpan(span: Span): string {
    const { name } = span;
    if (isBareMethod(name) || name === 'ingress' || name === 'egress') return name;
    return (
      this.#request(name) ??
      this.#proxy(name) ??
      this.folded('operation', name, () => plainName(span))
    );
  }

  #request(name: string): string | undefined {
    const [, method = '', path] = /^((?:HTTP )?[A-Z]{3,7} )?(\/\S*)$/.exec(name) ?? [];
    if (path === undefined || (method !== '' && !isBareMethod(method.trim()))) return undefined;
    return `${method}${this.url(path)}`;
  }

  #proxy(name: string): string | undefined {
    const [, direction] = /^router \S+ (ingress|egress)$/.exec(name) ?? [];
    if (direction !== undefined) return `router ${this.of('host', name)} ${direction}`;
    return /^\S+:\d+\/\*$/.test(name) ? `${this.of('host', name)}:1/*` : undefined;
  }

  host(text: string): string {
    return LOOPBACK.test(text) ? text : this.of('host', text);
  }

  /** A URL, or a path: of a URL the port stays, which distinguishes servers. */
  url(text: string): string {
    const [, scheme = '', host = '', port = '', path = ''] =
      /^(https?:\/\/)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(:\d+)?(.*)$/is.exec(text) ?? [];
    return host === '' ? this.#path(text) : `${scheme}${this.host(host)}${port}${this.#path(path)}`;
  }

  #path(text: string): string {
    if (text === '' || text === '*' || text === '/' || text === '/*') return text;
    const plain = foldPath(text);
    const name = plain === '/' ? '/' : `/${this.of('path', plain)}`;
    if (plain.includes(FOLDED)) return `${name}/${plain === text ? FOLDED : this.#literal(text)}`;
    return plain === text ? name : `${name}?${this.#literal(text)}`;
  }

  /** A number, which every folding takes out. */
  #literal(text: string): string {
    return this.#name('literal', text, String);
  }

  traceId(id: string): string {
    return this.#name('trace', id, (number) => mixed(number).padEnd(32, '0'));
  }

  spanId(id: string): string {
    return this.#name('span', id, (number) => mixed(number));
  }

  #name(kind: string, text: string, make: (number: number) => string): string {
    const key = `${kind} ${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    const name = make(number);
    this.#known.set(key, name);
    return name;
  }
}

/** 1 is a, 26 is z, 27 is aa. */
const letters = (number: number): string =>
  number === 0
    ? ''
    : letters(Math.floor((number - 1) / 26)) + String.fromCharCode(97 + ((number - 1) % 26));

/** Eight hex digits, different for each number up to 2^32, so that ids differ in their first eight digits. */
const mixed = (number: number): string =>
  (Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').padEnd(16, '0');
