import { finished } from '../base/finished.ts';
import { spansFromOtlp } from '../jaeger/from-otlp.ts';
import type { Span } from '../model/trace.ts';
import { decodeResource, decodeScope, decodeSpan } from '../otlp/decode.ts';
import { counted } from '../model/counted.ts';
import { scanRequest } from '../otlp/scan.ts';
import { resourceJson, scopeJson, spanJson } from '../otlp/to-json.ts';
import { MalformedFile } from './mistake.ts';

/**
 * The spans of an encoded ExportTraceServiceRequest, or TracesData, which has the same fields.
 *
 * @throws MalformedMessage; MalformedFile where a span cannot be placed in any trace
 */
export function spansFromProtobuf(bytes: Buffer): Span[] {
  const { sent, withoutId } = finished(scanRequest(bytes));
  if (withoutId > 0)
    throw new MalformedFile(`${counted(withoutId, 'span')} without a trace id or a span id`);
  return sent.flatMap(({ resource, scope, spans }) => {
    const written = spans.map(({ start, end }) => spanJson(decodeSpan(bytes, start, end)));
    const json = `{"resource":${resourceJson(decodeResource(resource))},"scopeSpans":[{"scope":${scopeJson(decodeScope(scope))},"spans":[${written.join()}]}]}`;
    return spansFromOtlp([JSON.parse(json)]);
  });
}
