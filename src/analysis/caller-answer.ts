import type { Span } from '../model/trace.ts';
import type { LateEnd } from './critical-walk.ts';
import { attributeOf } from './attribute-of.ts';
import { GRPC_STATUS, HTTP_STATUS } from './response-status.ts';

/** Statuses that a client sets itself, or that report a timeout: they are not responses of the callee. */
const NO_ANSWER_HTTP = new Set([408, 499, 504]);
/** CANCELLED, DEADLINE_EXCEEDED, UNAVAILABLE. */
const NO_ANSWER_GRPC = new Set(['1', '4', '14', 'CANCELLED', 'DEADLINE_EXCEEDED', 'UNAVAILABLE']);

/**
 * Whether a client span ended because its answer had come: a 404 is an answer, a timeout is not. Without a response
 * status only an error shows that it had not.
 *
 * @see docs/definitions.md#clocks
 */
export function hadAnswer(client: Span): boolean {
  const http = attributeOf(client, HTTP_STATUS);
  if (http !== undefined) return !NO_ANSWER_HTTP.has(Number(http));
  const grpc = attributeOf(client, GRPC_STATUS);
  if (grpc !== undefined) return !NO_ANSWER_GRPC.has(grpc);
  return client.status !== 'error';
}

/** What a child's end after its parent's means, where the path cuts it. */
export type LateEndKind = 'ends-late' | 'goes-on' | 'outlives-caller';

/** `outlives-caller`: a server whose client had given up; `goes-on`: one whose client had its answer before. */
export function lateEndKind(span: Span, parent: Span): LateEndKind {
  if (span.kind !== 'server' || parent.kind !== 'client') return 'ends-late';
  return hadAnswer(parent) ? 'goes-on' : 'outlives-caller';
}

/**
 * Whether a cut says something about a ranking. A server usually ends a little after its response was sent: only by more
 * than a tenth of itself its last part may be what the request is about.
 */
export function isCutWorthAWord({ span, parent, byUs }: LateEnd): boolean {
  const kind = lateEndKind(span, parent);
  return kind === 'ends-late' || (kind === 'goes-on' && byUs > span.durationUs / 10);
}
