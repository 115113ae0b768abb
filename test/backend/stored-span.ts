import type { KeyValue, Resource, Scope, Span } from '../../src/otlp/types.ts';
import type { StoredSpan } from '../../src/backend/store/span-store.ts';

export const TRACE_ID = 'a'.repeat(32);
export const START = 1_795_338_000_000_000_000n;

export const id = (name: string): string => Buffer.from(name).toString('hex').padStart(16, '0');

const NOTHING_DROPPED = { droppedAttributesCount: 0 };

export const resource = (service: string, host?: string): Resource => ({
  attributes: [
    { key: 'service.name', value: service },
    ...(host === undefined ? [] : [{ key: 'host.name', value: host }]),
  ],
  ...NOTHING_DROPPED,
});

const SCOPE: Scope = { name: 'test', version: '1', attributes: [], ...NOTHING_DROPPED };

export interface Fields extends Partial<Omit<Span, 'attributes'>> {
  readonly attributes?: readonly KeyValue[];
}

/** A span of 10 ms that `fields` change; `start` and `end` are milliseconds after START. */
export function stored(
  name: string,
  fields: Fields = {},
  of: Resource = resource('svc', 'one'),
): StoredSpan {
  const span: Span = {
    traceId: TRACE_ID,
    spanId: id(name),
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name,
    kind: 1,
    ...at(0, 10),
    attributes: [],
    ...NOTHING_DROPPED,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    ...fields,
  };
  const service = of.attributes.find(({ key }) => key === 'service.name')?.value;
  return {
    resource: of,
    service: (service as string) || 'missing-service-name',
    scope: SCOPE,
    span,
  };
}

/** Milliseconds after START. */
export const at = (startMs: number, endMs: number) => ({
  startTimeUnixNano: START + BigInt(startMs) * 1_000_000n,
  endTimeUnixNano: START + BigInt(endMs) * 1_000_000n,
});
