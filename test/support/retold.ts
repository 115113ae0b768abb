import { createHash } from 'node:crypto';
import { assembleTrace } from '../../src/model/assemble.ts';
import type { Attributes, Span, Trace } from '../../src/model/trace.ts';
import { micros } from '../../src/model/units.ts';

/** The same requests in another form: nothing that happened is different. */
export type Retelling = (trace: Trace) => Trace;

const retold =
  (change: (span: Span) => Span): Retelling =>
  (trace) =>
    assembleTrace(trace.spans.map(change));

/** Without `db.namespace`: an older `db.name` does not mean the same. */
const OLD: Readonly<Record<string, string>> = {
  'db.operation.name': 'db.operation',
  'db.query.text': 'db.statement',
  'db.system.name': 'db.system',
  'http.request.method': 'http.method',
  'http.request.resend_count': 'http.resend_count',
  'http.response.status_code': 'http.status_code',
  'messaging.destination.name': 'messaging.destination',
  'rpc.response.status_code': 'rpc.grpc.status_code',
  'rpc.system.name': 'rpc.system',
  'server.address': 'net.peer.name',
  'server.port': 'net.peer.port',
  'service.peer.name': 'peer.service',
  'url.full': 'http.url',
  'url.path': 'http.target',
};
const OLD_OF_SERVER: Readonly<Record<string, string>> = {
  ...OLD,
  'server.address': 'net.host.name',
  'server.port': 'net.host.port',
};
const OPENTRACING: Readonly<Record<string, string>> = {
  ...OLD,
  'db.system.name': 'db.type',
  'messaging.destination.name': 'message_bus.destination',
  'server.address': 'peer.hostname',
  'server.port': 'peer.port',
};

const rekeyed = (attributes: Attributes, names: Readonly<Record<string, string>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [names[key] ?? key, value]));

/** As instrumentations before the stable conventions wrote it. */
export const inOldNames = retold((span) => ({
  ...span,
  attributes: rekeyed(span.attributes, span.kind === 'server' ? OLD_OF_SERVER : OLD),
}));

export const inOpenTracing = retold((span) => ({
  ...span,
  attributes: rekeyed(span.attributes, OPENTRACING),
}));

const otherName = (service: string): string => `prod.${service}.eu`;

/** A text with the first names of services in it. */
export const inFirstNames = (text: string): string => text.replaceAll(/prod\.([^"]+?)\.eu/g, '$1');

/** Services under names that their addresses do not have. */
export const underOtherNames = retold((span) => ({
  ...span,
  resource: { ...span.resource, service: otherName(span.resource.service) },
}));

/** Halves of a trace id on their own: of two traces that were one, the halves still fit. */
const otherId = (id: string): string => id.replaceAll(/.{16}/g, otherHalf);

const otherHalf = (half: string): string =>
  /^0+$/.test(half) ? half : createHash('sha256').update(half).digest('hex').slice(0, half.length);

export const withOtherIds = retold((span) => ({
  ...span,
  traceId: otherId(span.traceId),
  spanId: otherId(span.spanId),
  parentSpanId: span.parentSpanId && otherId(span.parentSpanId),
  links: span.links.map((link) => ({
    ...link,
    traceId: otherId(link.traceId),
    spanId: otherId(link.spanId),
  })),
}));

const LATER_US = 86_400_000_333;

export const later = retold((span) => ({
  ...span,
  startUs: micros(span.startUs + LATER_US),
  events: span.events.map((event) => ({ ...event, timeUs: micros(event.timeUs + LATER_US) })),
}));

export const inOtherOrder: Retelling = (trace) => assembleTrace(trace.spans.toReversed());
