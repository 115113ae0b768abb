import { randomBytes } from 'node:crypto';
import { loadSpanId } from '../base/load-span-id.ts';

/** Where the trace id of a request comes from. `auto`: from the response, else it is one of the load's own. */
export const ID_SOURCES = ['auto', 'traceresponse', 'traceparent', 'none'] as const;
export type IdSource = (typeof ID_SOURCES)[number];

/** A trace that the load starts. */
export interface OwnTrace {
  readonly traceId: string;
  /** Sampled. */
  readonly header: string;
  /** The response named a trace. */
  readonly onNamed: () => void;
}

/**
 * Returns the trace to start with the next request, if any. With `auto` none is started once a response has named its
 * trace: then the service samples as it would without the load.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function ownTraces(from: IdSource): () => OwnTrace | undefined {
  let isNeeded = from === 'auto' || from === 'traceparent';
  const onNamed = (): void => {
    isNeeded &&= from !== 'auto';
  };
  return () => {
    if (!isNeeded) return undefined;
    const traceId = randomBytes(16).toString('hex');
    return { traceId, header: `00-${traceId}-${loadSpanId(traceId)}-01`, onNamed };
  };
}
