import { finished } from '../base/finished.ts';
import type { Attributes, Resource, Span } from '../model/trace.ts';
import { requestFromZipkin } from '../otlp/from-zipkin.ts';
import { spansFromOtlp } from './from-otlp.ts';

/** The key of HTTP's status code, and its older name. */
const STATUS_CODES = ['http.response.status_code', 'http.status_code'] as const;
/** From here the server is at fault. @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status */
const SERVER_ERROR = 500;

/**
 * The tags of a span that describe the process that made it: Zipkin has no other place for them.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/
 */
const OF_RESOURCE = /^(service|telemetry|host|process|os|container|k8s|cloud|deployment)\./;

/** The spans of a response or a file. @throws MalformedMessage, MalformedAnswer when they are not Zipkin's */
export function spansFromZipkin(spans: readonly unknown[]): Span[] {
  const { resourceSpans } = finished(requestFromZipkin(spans));
  const resources = new Map<string, Resource>();
  return spansFromOtlp(resourceSpans as readonly unknown[]).map((span) =>
    withFailure(withResource(span, resources)),
  );
}

/** @param known so that the spans of one process share its resource */
function withResource(span: Span, known: Map<string, Resource>): Span {
  const entries = Object.entries(span.attributes);
  const described = entries.filter(([key]) => OF_RESOURCE.test(key));
  if (described.length === 0) return span;
  const { service } = span.resource;
  const name = JSON.stringify([service, described]);
  const resource = known.get(name) ?? { service, attributes: of(described) };
  known.set(name, resource);
  const attributes = of(entries.filter(([key]) => !OF_RESOURCE.test(key)));
  return { ...span, resource, attributes };
}

const of = (entries: readonly (readonly [string, Attributes[string]])[]): Attributes =>
  Object.fromEntries(entries);

/**
 * An exporter that has no message for a failure leaves out the tag `error`, by which Zipkin knows it: then the status
 * code shows it.
 */
function withFailure(span: Span): Span {
  if (span.status !== 'unset') return span;
  const failed = STATUS_CODES.some((key) => Number(span.attributes[key]) >= SERVER_ERROR);
  return failed ? { ...span, status: 'error' } : span;
}
