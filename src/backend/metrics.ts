import type { StoreStats } from './store/store-stats.ts';

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * The store's counters in Prometheus' text format, version 0.0.4.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const metricsText = (
  stats: StoreStats,
  refused: Readonly<Record<string, number>> = {},
): string =>
  [...metricsOf(stats), byReason('requests_refused_total', 'Requests that were refused.', refused)]
    .map(({ name, type, help, samples }) => {
      const full = `jaeger_lab_${name}`;
      const lines = samples.map(({ labels, value }) => `${full}${labelText(labels)} ${value}\n`);
      return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
    })
    .join('');

const metricsOf = (stats: StoreStats): Metric[] => [
  counter('spans_received_total', 'Spans of well-formed requests.', stats.receivedSpans),
  counter('spans_stored_total', 'Spans that were stored.', stats.storedSpans),
  counter('traces_stored_total', 'Traces that were begun to be stored.', stats.storedTraces),
  counter('spans_evicted_total', 'Spans that made room for newer ones.', stats.evictedSpans),
  counter('traces_evicted_total', 'Traces that made room for newer ones.', stats.evictedTraces),
  byReason(
    'spans_rejected_total',
    'Spans of well-formed requests that were not stored.',
    stats.rejectedSpans,
  ),
  gauge('spans', 'Spans in the store.', stats.spans),
  gauge('traces', 'Traces in the store.', stats.traces),
  gauge('traces_limit', 'Traces that the store may hold.', stats.maxTraces),
  gauge('store_bytes', 'Memory of the spans and their index.', stats.bytes),
  gauge('store_bytes_limit', 'Memory that the store may take.', stats.maxBytes),
];

const byReason = (
  name: string,
  help: string,
  counts: Readonly<Record<string, number>>,
): Metric => ({
  ...{ name, help, type: 'counter' },
  samples: Object.entries(counts).map(([reason, value]) => ({ labels: { reason }, value })),
});

const counter = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'counter',
  help,
  samples: [{ value }],
});

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
});

function labelText(labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
