import { valueIn } from '../model/attribute-text.ts';
import type { Attributes, Span, Trace } from '../model/trace.ts';
import type { Micros } from '../model/units.ts';
import { isOperation } from './operation.ts';

/** What one and the same span has to have, as in a search of Jaeger. */
export interface SpanSearch {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly minDurationUs?: Micros | undefined;
  readonly maxDurationUs?: Micros | undefined;
  /** All of them; values are compared as text. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
}

/** Whether one span of the trace has all that is searched for. */
export const hasSpan = (trace: Trace, search: SpanSearch): boolean =>
  trace.spans.some((span) => fits(span, search));

function fits(span: Span, search: SpanSearch): boolean {
  const {
    service,
    operation,
    minDurationUs = 0,
    maxDurationUs = Infinity,
    attributes = {},
  } = search;
  return (
    (service === undefined || span.resource.service === service) &&
    (operation === undefined || isOperation(span, operation)) &&
    span.durationUs >= minDurationUs &&
    span.durationUs <= maxDurationUs &&
    Object.entries(attributes).every(([key, value]) => hasTag(span, key, value))
  );
}

/** Jaeger finds a tag on the span, on its resource and on its events, and the status as `error`. */
function hasTag(span: Span, key: string, value: string): boolean {
  if (key === 'error' && (value === 'true' || value === 'false'))
    return (span.status === 'error') === (value === 'true');
  if (key === 'service.name') return span.resource.service === value;
  if (key === 'span.kind') return span.kind === value.toLowerCase();
  const holders: Attributes[] = [
    span.attributes,
    span.resource.attributes,
    ...span.events.map(({ attributes }) => attributes),
  ];
  return holders.some((attributes) => valueIn([attributes], key) === value);
}
