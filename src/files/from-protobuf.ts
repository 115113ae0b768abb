import { finished } from '../base/finished.ts';
import { spansFromOtlp } from '../jaeger/from-otlp.ts';
import type { Span } from '../model/trace.ts';
import { decodeResource, decodeScope, decodeSpan } from '../otlp/decode.ts';
import { scanRequest } from '../otlp/scan.ts';
import { resourceJson, scopeJson, spanJson } from '../otlp/to-json.ts';

/** The spans of an encoded ExportTraceServiceRequest, or TracesData, which has the same fields. @throws MalformedMessage */
export function spansFromProtobuf(bytes: Buffer): Span[] {
  return finished(scanRequest(bytes)).sent.flatMap(({ resource, scope, spans }) => {
    const written = spans.map(({ start, end }) => spanJson(decodeSpan(bytes, start, end)));
    const json = `{"resource":${resourceJson(decodeResource(resource))},"scopeSpans":[{"scope":${scopeJson(decodeScope(scope))},"spans":[${written.join()}]}]}`;
    return spansFromOtlp([JSON.parse(json)]);
  });
}
