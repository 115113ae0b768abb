import { resourceJson, scopeJson, spanJson } from '../../otlp/to-json.ts';
import type { Span } from '../../otlp/types.ts';
import type { Work } from '../turns.ts';
import { attributesOfResource, WARNINGS_KEY } from './attributes.ts';
import { groupBy } from '../../base/group-by.ts';
import type { ReadSpan, SpanView, TraceView } from './span-view.ts';

/**
 * Traces in the form of API v3: OTLP's JSON, several traces one after the other. Made piece by piece.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export function* otlpJson(traces: Iterable<Work<TraceView>>): Iterable<string> {
  yield '{"result":{"resourceSpans":[';
  let separator = '';
  for (const trace of traces) {
    const { spans } = yield* trace;
    for (const ofResource of groupBy(spans, ({ resource }) => resource).values()) {
      yield separator;
      yield* resourceSpans(ofResource);
      separator = ',';
    }
  }
  yield ']}}\n';
}

function* resourceSpans(spans: readonly SpanView[]): Iterable<string> {
  const [first] = spans;
  if (first === undefined) return;
  const resource = { ...first.resource, attributes: attributesOfResource(first) };
  yield `{"resource":${resourceJson(resource)},"scopeSpans":[`;
  let separator = '';
  for (const ofScope of groupBy(spans, ({ scope }) => scope).values()) {
    const [{ scope } = first] = ofScope;
    yield `${separator}{"scope":${scopeJson(scope)},"spans":[`;
    for (const [index, { read }] of ofScope.entries())
      yield `${index === 0 ? '' : ','}${spanJson(withWarnings(read()))}`;
    yield ']}';
    separator = ',';
  }
  yield ']}';
}

const withWarnings = ({ span, warnings }: ReadSpan): Span =>
  warnings.length === 0
    ? span
    : { ...span, attributes: [{ key: WARNINGS_KEY, value: warnings }, ...span.attributes] };
