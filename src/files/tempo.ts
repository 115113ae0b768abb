/**
 * Tempo's JSON of a trace is OTLP's, but `resourceSpans` is `batches`, and ids are base64. Read by its documentation, not
 * tried with a Tempo.
 *
 * @see https://grafana.com/docs/tempo/latest/api_docs/#query
 */
export const isTempo = (document: Readonly<Record<string, unknown>>): boolean =>
  Array.isArray(document['batches']);

const ID_KEYS: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);
/** 16 or 8 bytes. */
const BASE64 = /^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/;
/** Names in older versions of OTLP. */
const OLDER = { instrumentationLibrarySpans: 'scopeSpans', instrumentationLibrary: 'scope' };

/** The same document in OTLP's JSON, as text. */
export function otlpFromTempo(document: Readonly<Record<string, unknown>>): string {
  const resourceSpans = document['batches'] ?? document['resourceSpans'];
  const otlp = JSON.stringify({ resourceSpans }, (key, value: unknown) =>
    ID_KEYS.has(key) && typeof value === 'string' && BASE64.test(value)
      ? Buffer.from(value, 'base64').toString('hex')
      : value,
  );
  return Object.entries(OLDER).reduce(
    (text, [older, now]) => text.replaceAll(`"${older}":`, `"${now}":`),
    otlp,
  );
}
