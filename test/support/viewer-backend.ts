import { resolve } from 'node:path';
import { parseFlags } from '../../src/backend/flags.ts';
import { startBackend } from '../../src/backend/start.ts';
import { attributeText } from '../../src/model/attribute-text.ts';
import type { Attributes, AttributeValue, Span, SpanKind, Trace } from '../../src/model/trace.ts';

const PORTS = ['query', 'otlp-grpc', 'otlp-http', 'sampling', 'health'];

export interface ViewerBackend extends AsyncDisposable {
  /** The address of the page and of the query API. */
  readonly url: string;
  /** An export request in OTLP's JSON. */
  send(request: unknown): Promise<void>;
}

/** The embedded Jaeger, with the built viewer at its address. */
export async function viewerBackend(): Promise<ViewerBackend> {
  const flags = [...PORTS.map((name) => `--${name}-port=0`), `--viewer=${resolve('dist/viewer')}`];
  const backend = await startBackend(parseFlags(flags), () => undefined);
  const { query = 0, 'otlp-http': otlp = 0 } = backend.ports;
  return {
    url: `http://localhost:${query}`,
    async send(request) {
      const answer = await fetch(`http://localhost:${otlp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => backend.close(),
  };
}

const KINDS: readonly SpanKind[] = [
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];
const STATUSES = ['unset', 'ok', 'error'];

/** Traces as a service would send them. @param startUs when each begins, by its index */
export const otlpOf = (
  traces: readonly Trace[],
  startUs: (index: number) => number,
): { resourceSpans: unknown[] } => ({
  resourceSpans: traces.flatMap(({ spans }, index) =>
    spans.map((span) => ({
      resource: {
        attributes: attributesOf({
          ...span.resource.attributes,
          'service.name': span.resource.service,
        }),
      },
      scopeSpans: [
        { scope: span.scope, spans: [wireOf(span, startUs(index) - (spans[0]?.startUs ?? 0))] },
      ],
    })),
  ),
});

function wireOf(span: Span, shiftUs: number) {
  const nanos = (us: number): string => `${us + shiftUs}000`;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: nanos(span.startUs),
    endTimeUnixNano: nanos(span.startUs + span.durationUs),
    attributes: attributesOf(span.attributes),
    events: span.events.map(({ name, timeUs, attributes }) => ({
      name,
      timeUnixNano: nanos(timeUs),
      attributes: attributesOf(attributes),
    })),
    status: { code: STATUSES.indexOf(span.status), message: span.statusMessage },
  };
}

const attributesOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

function valueOf(value: AttributeValue) {
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: attributeText(value) };
}
