import type { RequestListener } from 'node:http';
import { metricsText } from './metrics.ts';
import type { SpanStore } from './store/create-span-store.ts';

/** `GET /status`, as Jaeger 2's health check answers and with the store's counters, and `GET /metrics`. */
export function healthHandler(store: Pick<SpanStore, 'stats'>): RequestListener {
  const answers: Readonly<Record<string, () => [type: string, body: string]>> = {
    '/status': () => [
      'application/json',
      `${JSON.stringify({ healthy: true, status: 'StatusOK', store: store.stats() })}\n`,
    ],
    '/metrics': () => ['text/plain; version=0.0.4; charset=utf-8', metricsText(store.stats())],
  };
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const answer = Object.hasOwn(answers, path) ? answers[path]?.() : undefined;
    const [type, body] = answer ?? ['text/plain', '404 page not found\n'];
    response.writeHead(answer ? 200 : 404, { 'Content-Type': type });
    response.end(body);
    request.resume();
  };
}
