import { json, jsonOf } from './http/answer.ts';
import { type AnswerTo } from './http/listen.ts';
import { routed } from './http/route.ts';
import type { RefusedRequests } from './http/refused.ts';
import { metricsText } from './metrics.ts';
import type { SpanStore } from './store/create-span-store.ts';

/** `GET /status`, as Jaeger 2's health check answers and with the store's counters, and `GET /metrics`. */
export const healthHandler = (
  store: Pick<SpanStore, 'stats'>,
  refused: RefusedRequests,
): AnswerTo =>
  routed([
    {
      path: /^\/status$/,
      answer: () =>
        jsonOf({
          healthy: true,
          status: 'StatusOK',
          store: store.stats(),
          refused: refused.counts(),
        }),
    },
    {
      path: /^\/metrics$/,
      answer: () => ({
        ...json(Buffer.from(metricsText(store.stats(), refused.counts()))),
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
      }),
    },
  ]);
