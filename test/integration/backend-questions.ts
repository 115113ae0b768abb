import fc from 'fast-check';

/** Generated traces and questions about them, the same for every backend that is asked. */

const START_MS = 1_795_338_000_000;
const SERVICES = ['shop', 'stock', 'pay/ment', 'späti', 'the bank'];
const NAMES = ['GET /', 'charge', 'a b+c', 'é'];

/** Values that all versions keep apart; those that some lose are in the recordings of odd spans. */
const value = fc.oneof(
  fc.constantFrom('x', 'true', '<b>', '7').map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.integer({ min: -5, max: 5 }).map((n) => ({ intValue: String(n) })),
  fc.constantFrom(0.25, -1.5).map((doubleValue) => ({ doubleValue })),
);
const attributes = fc
  .dictionary(fc.constantFrom('k', 'http.route', 'lab.n'), value, { maxKeys: 3 })
  .map((pairs) => Object.entries(pairs).map(([key, of]) => ({ key, value: of })));

const span = fc.record({
  service: fc.constantFrom(...SERVICES),
  name: fc.constantFrom(...NAMES),
  kind: fc.integer({ min: 1, max: 5 }),
  parent: fc.option(fc.nat({ max: 30 })),
  startUs: fc.nat({ max: 900_000 }),
  durationUs: fc.integer({ min: 1, max: 2_000_000 }),
  attributes,
  events: fc.array(fc.record({ name: fc.constantFrom('e', 'f'), attributes }), { maxLength: 1 }),
  code: fc.constantFrom(0, 1, 2),
});
type SpanShape = typeof span extends fc.Arbitrary<infer Shape> ? Shape : never;

/** Traces begin a minute apart, so that "the newest" means the same to everybody. */
const traces = fc.array(fc.array(span, { minLength: 1, maxLength: 6 }), {
  minLength: 8,
  maxLength: 8,
});

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
export const traceIdOf = (index: number): string => hex(index + 1, 4) + 'ab'.repeat(14);

const traceRequest = (spans: readonly SpanShape[], index: number): unknown => ({
  resourceSpans: spans.map((one, number) => spanRequest(one, number, index)),
});

function spanRequest(one: SpanShape, number: number, index: number): unknown {
  const startUs = (START_MS + index * 60_000) * 1000 + one.startUs;
  const nanos = (us: number): string => `${us}000`;
  const parent = one.parent !== null && number > 0 ? hex((one.parent % number) + 1, 16) : undefined;
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: one.service } }] },
    scopeSpans: [
      {
        scope: { name: 'generated', version: '1' },
        spans: [
          {
            traceId: traceIdOf(index),
            spanId: hex(number + 1, 16),
            ...(parent !== undefined && { parentSpanId: parent }),
            name: one.name,
            kind: one.kind,
            startTimeUnixNano: nanos(startUs),
            endTimeUnixNano: nanos(startUs + one.durationUs),
            attributes: one.attributes,
            events: one.events.map((event) => ({ ...event, timeUnixNano: nanos(startUs) })),
            ...(one.code !== 0 && { status: { code: one.code } }),
          },
        ],
      },
    ],
  };
}

const minute = fc.integer({ min: -1, max: 9 });
const window = fc.oneof(
  { arbitrary: fc.constant({ from: -1, to: 9 }), weight: 2 },
  fc.tuple(minute, minute).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 })),
);

const question = fc.record({
  service: fc.constantFrom(...SERVICES, 'nobody'),
  operation: fc.option(fc.constantFrom(...NAMES, 'nothing'), { freq: 2 }),
  window,
  limit: fc.constantFrom(1, 3, 20),
  min: fc.option(fc.constantFrom('1us', '200ms', '1.5s')),
  max: fc.option(fc.constantFrom('900ms', '2s')),
  tag: fc.option(
    fc.constantFrom(
      ['k', 'x'],
      ['k', 'true'],
      ['lab.n', '3'],
      ['http.route', '0.25'],
      ['error', 'true'],
      ['span.kind', 'server'],
    ),
    { freq: 2 },
  ),
});
export type Question = typeof question extends fc.Arbitrary<infer Shape> ? Shape : never;

const microsOf = (minutes: number): number => (START_MS + minutes * 60_000) * 1000;
const isoOf = (minutes: number): string => new Date(START_MS + minutes * 60_000).toISOString();

function encoded(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return new URLSearchParams(
    given.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
}

export const legacySearch = ({ service, operation, window: w, limit, min, max, tag }: Question) =>
  `/api/traces?${encoded({
    service,
    operation: operation ?? undefined,
    start: microsOf(w.from),
    end: microsOf(w.to),
    limit,
    minDuration: min ?? undefined,
    maxDuration: max ?? undefined,
    tags: tag === null ? undefined : JSON.stringify({ [tag[0]]: tag[1] }),
  })}`;

/** Without tags, which v3 ignored up to 2.18. */
export const v3Search = ({ service, operation, window: w, limit, min, max }: Question) =>
  `/api/v3/traces?${encoded({
    'query.service_name': service,
    'query.operation_name': operation ?? undefined,
    'query.start_time_min': isoOf(w.from),
    'query.start_time_max': isoOf(w.to),
    'query.num_traces': limit,
    'query.duration_min': min ?? undefined,
    'query.duration_max': max ?? undefined,
  })}`;

/** The seed makes a failure repeatable. */
export function generated(seed: number) {
  const [shapes] = fc.sample(traces, { seed, numRuns: 1 });
  return {
    requests: shapes!.map(traceRequest),
    questions: fc.sample(question, { seed, numRuns: 150 }),
    services: SERVICES,
  };
}
