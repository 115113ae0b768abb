import { encoding, objectOf } from './encode.ts';
import { withExactIntegers } from './exact-integers.ts';
import { REQUEST } from './fields.ts';
import { MalformedMessage } from './reader.ts';

/** JSON in the form of Jaeger's own API, which has no spans for OTLP. */
export class JaegerJson extends MalformedMessage {
  constructor() {
    super("the request is in Jaeger's own JSON; OTLP's has resourceSpans");
  }
}

/**
 * The text of an ExportTraceServiceRequest in JSON, encoded as protobuf: what is stored has one form. Only parsing it
 * goes on without a pause, a quarter of a second for 20 MB.
 *
 * @throws MalformedMessage
 */
export function* requestFromJson(text: string): Generator<'', Buffer> {
  const request = objectOf(parsed(text), 'the request');
  const isOtlp = 'resourceSpans' in request || 'resource_spans' in request;
  if (!isOtlp && ('traceID' in request || hasTraceIds(request['data']))) throw new JaegerJson();
  yield '';
  return yield* encoding(REQUEST, request, text.length);
}

const hasTraceIds = (data: unknown): boolean =>
  Array.isArray(data) && data.some((entry) => Object.hasOwn(Object(entry) as object, 'traceID'));

/** In JSON a value may take two characters, and tens of bytes once it is parsed. No sender needs nearly as many. */
const MOST_VALUES = 4_000_000;
const COMMA = 0x2c;
const BRACE = 0x7b;
const BRACKET = 0x5b;

function parsed(text: string): unknown {
  if (text.length > MOST_VALUES) throwIfManyValues(text);
  try {
    return JSON.parse(withExactIntegers(text));
  } catch (cause) {
    const is = text.trim() === '' ? 'empty' : 'not JSON';
    throw new MalformedMessage(`the request is ${is}`, { cause });
  }
}

function throwIfManyValues(text: string): void {
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === BRACE || code === BRACKET) values += 1;
  }
  if (values > MOST_VALUES)
    throw new MalformedMessage(`the request has more than ${MOST_VALUES} values`);
}
