import type { Span } from './trace.ts';

/**
 * Zipkin lets a client and the server that answers it share one span id. The server gets an id of its own here, and the
 * client becomes its parent:
 *
 *     front  GET       client  30611b99        front  GET       client  30611b99
 *     back   GET /api  server  30611b99   →     back  GET /api  server  b0611b99
 *     back   SELECT    below   30611b99          back  SELECT   below   b0611b99
 *
 * @param spans of one trace, at least two with the same id
 */
export function splitShared(spans: readonly Span[]): readonly Span[] {
  const clients = new Map<string, Span>();
  for (const span of spans) if (span.kind === 'client') clients.set(span.spanId, span);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const own = new Map<string, { readonly id: string; readonly service: string }>();
  for (const { kind, spanId, resource } of spans) {
    const client = clients.get(spanId);
    const isShared = kind === 'server' && client && client.resource.service !== resource.service;
    if (isShared && !own.has(spanId))
      own.set(spanId, { id: unusedFor(spanId, ids), service: resource.service });
  }
  if (own.size === 0) return spans;
  return spans.map((span) => {
    const shared = own.get(span.spanId);
    if (shared !== undefined && span.kind === 'server')
      return { ...span, spanId: shared.id, parentSpanId: span.spanId };
    const parent = own.get(span.parentSpanId ?? '');
    return parent?.service === span.resource.service ? { ...span, parentSpanId: parent.id } : span;
  });
}

/** The same for the same trace: the first digit changed, and if need be the next. */
function unusedFor(id: string, used: Set<string>): string {
  for (let at = 0; at < id.length; at += 1) {
    const digit = (parseInt(id.charAt(at), 16) ^ 8).toString(16);
    const changed = id.slice(0, at) + digit + id.slice(at + 1);
    if (used.has(changed)) continue;
    used.add(changed);
    return changed;
  }
  return id;
}
