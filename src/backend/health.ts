import { json, jsonOf } from './http/answer.ts';
import { type AnswerTo } from './http/listen.ts';
import { routed } from './http/route.ts';
import { metricsText } from './metrics.ts';
import type { SpanStore } from './store/create-span-store.ts';

/** `GET /status`, as Jaeger 2's health check answers and with the store's counters, and `GET /metrics`. */
export const healthHandler = (store: Pick<SpanStore, 'stats'>): AnswerTo =>
  routed([
    {
      path: /^\/status$/,
      answer: () => jsonOf({ healthy: true, status: 'StatusOK', store: store.stats() }),
    },
    {
      path: /^\/metrics$/,
      answer: () => ({
        ...json(Buffer.from(metricsText(store.stats()))),
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
      }),
    },
  ]);
