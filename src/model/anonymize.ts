import { assembleTrace } from './assemble.ts';
import type { Attributes, AttributeValue, Resource, Span, Trace } from './trace.ts';

/** Keys of the semantic conventions say nothing about who uses them; all others are replaced. */
const PUBLIC_KEY =
  /^(?:aws|client|cloud|code|container|db|deployment|enduser|error|event|exception|faas|gen_ai|graphql|host|http|k8s|lab|messaging|net|network|os|otel|peer|process|rpc|server|service|session|source|telemetry|thread|tls|url|user|user_agent)\./;

/** Values from short public lists, which the analyses need: whether a call had its answer, what is called. */
const PUBLIC_VALUES: ReadonlySet<string> = new Set([
  'db.operation.batch.size',
  'db.operation.name',
  'db.system',
  'db.system.name',
  'http.method',
  'http.request.method',
  'http.request.resend_count',
  'http.response.status_code',
  'http.status_code',
  'messaging.system',
  'network.protocol.version',
  'rpc.grpc.status_code',
  'rpc.response.status_code',
  'rpc.system',
  'rpc.system.name',
  'telemetry.sdk.language',
]);

/**
 * Replaces names, values and ids, equal ones by equal ones in all that it is given; times, kinds, statuses and the shape
 * of the traces stay. Keys and values of the semantic conventions that come from public lists stay too.
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
    name: names.of('operation', span.name),
    statusMessage: names.of('message', span.statusMessage),
    attributes: attributesOf(span.attributes, names),
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name: name === 'exception' ? name : names.of('event', name),
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

function attributesOf(attributes: Attributes, names: Names): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => {
      const shown = PUBLIC_KEY.test(key) ? key : names.of('key', key);
      return [shown, PUBLIC_VALUES.has(key) ? value : valueOf(key, value, names)];
    }),
  );
}

/** A path stays one, so that operations are named as before: by method and route. */
function valueOf(key: string, value: AttributeValue, names: Names): AttributeValue {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value, bigintText);
  const isPath = key === 'http.route' || key === 'url.path' || key === 'http.target';
  return isPath ? `/${names.of('path', text)}` : names.of('value', text);
}

const bigintText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

/** What stands for what, by kind, in the order of first use. */
class Names {
  readonly #known = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** "service-3"; an empty text stays empty. */
  of(kind: string, text: string): string {
    return text === '' ? '' : this.#name(kind, text, (number) => `${kind}-${number}`);
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

/** Eight hex digits, different for each number up to 2^32, so that ids differ in their first eight digits. */
const mixed = (number: number): string =>
  (Math.imul(number, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').padEnd(16, '0');
