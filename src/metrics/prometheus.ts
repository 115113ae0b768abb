import * as z from 'zod';
import { LabError, reasonOf } from '../base/errors.ts';
import { parseBaseUrl } from '../jaeger/base-url.ts';
import { httpOptions, type JaegerClientOptions } from '../jaeger/client.ts';
import { openHttp } from '../jaeger/http.ts';
import type { CallHistogram } from '../model/call-histogram.ts';

export interface MetricsClient extends AsyncDisposable {
  /** Calls that servers answered in a time. @throws LabError where it does not answer as a Prometheus does */
  callsBetween(fromMs: number, toMs: number): Promise<CallHistogram[]>;
}

const series = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]),
      }),
    ),
  }),
});

const DURATION = 'traces_span_metrics_duration_milliseconds';

/** Reads the metrics that Jaeger makes of spans. @see https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function createMetricsClient(options: JaegerClientOptions): MetricsClient {
  const base = parseBaseUrl(options.url);
  const http = openHttp(base, httpOptions(options), 'Prometheus');
  const ask = async (query: string, atMs: number) => {
    const words = new URLSearchParams({ query, time: String(atMs / 1000) }).toString();
    const { body } = await http.get(`/api/v1/query?${words}`);
    try {
      return series.parse(JSON.parse(body)).data.result;
    } catch (cause) {
      throw new LabError(
        `Prometheus at ${base.url} did not answer a query as expected: ${reasonOf(cause)}`,
        { hint: 'jaeger-lab logs prometheus', cause },
      );
    }
  };
  /** What a counter of each series grew by: `rate` would leave out what it had when it was first scraped. */
  const growth = async (name: string, fromMs: number, toMs: number) => {
    const query = `sum by (service_name,span_name,le)(${name}{span_kind="SPAN_KIND_SERVER"})`;
    const [before, after] = await Promise.all([ask(query, fromMs), ask(query, toMs)]);
    const keyOf = (metric: Record<string, string>): string =>
      JSON.stringify([metric['service_name'], metric['span_name'], metric['le']]);
    const was = new Map(before.map(({ metric, value }) => [keyOf(metric), Number(value[1])]));
    return after.map(({ metric, value: [, text] }) => {
      const now = Number(text);
      const then = was.get(keyOf(metric)) ?? 0;
      // A counter that is smaller than before began again, with its Jaeger.
      return { metric, grown: now < then ? now : now - then };
    });
  };
  return {
    async callsBetween(fromMs, toMs) {
      const [buckets, sums] = await Promise.all([
        growth(`${DURATION}_bucket`, fromMs, toMs),
        growth(`${DURATION}_sum`, fromMs, toMs),
      ]);
      return sums.flatMap(({ metric, grown }) => {
        const { service_name: service = '', span_name: operation = '' } = metric;
        const own = buckets
          .filter((one) => one.metric['service_name'] === service)
          .filter((one) => one.metric['span_name'] === operation)
          .map((one) => ({ toUs: microsOf(one.metric['le'] ?? ''), count: one.grown }))
          .toSorted((a, b) => a.toUs - b.toUs);
        const count = own.at(-1)?.count ?? 0;
        return count === 0
          ? []
          : [{ service, operation, count, sumUs: grown * 1000, buckets: own }];
      });
    },
    [Symbol.asyncDispose]: () => http.close(),
  };
}

const microsOf = (bound: string): number => (bound === '+Inf' ? Infinity : Number(bound) * 1000);
