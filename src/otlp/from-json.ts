import { encoding, objectOf } from './encode.ts';
import { REQUEST } from './fields.ts';
import { parsing } from './parse-json.ts';
import { MalformedMessage } from './reader.ts';

/** JSON in the form of Jaeger's own API, which has no spans for OTLP. */
export class JaegerJson extends MalformedMessage {
  constructor() {
    super("the request is in Jaeger's own JSON; OTLP's has resourceSpans");
  }
}

/**
 * The text of an ExportTraceServiceRequest in JSON, encoded as protobuf: what is stored has one form.
 *
 * @throws MalformedMessage
 */
export function* requestFromJson(text: string): Generator<'', Buffer> {
  const request = objectOf(yield* parsing(text), 'the request');
  const isOtlp = 'resourceSpans' in request || 'resource_spans' in request;
  if (!isOtlp && ('traceID' in request || hasTraceIds(request['data']))) throw new JaegerJson();
  yield '';
  return yield* encoding(REQUEST, request, text.length);
}

const hasTraceIds = (data: unknown): boolean =>
  Array.isArray(data) && data.some((entry) => Object.hasOwn(Object(entry) as object, 'traceID'));
