import { createSpanStore, type SpanStore } from '../../src/backend/store/create-span-store.ts';
import type { StoredTrace, TraceQuery } from '../../src/backend/store/span-store.ts';

export const MIB = 1 << 20;

export const traceId = (number: number): string => number.toString(16).padStart(32, '0');
export const spanId = (number: number): string => number.toString(16).padStart(16, '0');

export const span = (trace: number, id: number, more: object = {}) => ({
  traceId: traceId(trace),
  spanId: spanId(id),
  name: 'op',
  startTimeUnixNano: String(1_000_000 + trace),
  endTimeUnixNano: String(1_000_500 + trace),
  ...more,
});

export const sent = (spans: object[], service = 'shop', resource: object[] = []) => ({
  resourceSpans: [
    {
      resource: {
        attributes: [{ key: 'service.name', value: { stringValue: service } }, ...resource],
      },
      scopeSpans: [{ spans }],
    },
  ],
});

export const EVERYTHING: TraceQuery = {
  startMin: 0n,
  startMax: 2n ** 64n,
  attributes: new Map(),
  limit: 1_000_000,
};

export const idsOf = (traces: readonly StoredTrace[]): number[] =>
  traces.map((trace) => parseInt(trace.traceId, 16));

export const storeOf = (limits: Partial<Parameters<typeof createSpanStore>[0]> = {}): SpanStore =>
  createSpanStore({ maxBytes: 16 * MIB, maxTraces: 1000, ...limits });
