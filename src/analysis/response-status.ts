import type { Span } from '../model/trace.ts';
import { attributeOf } from './attribute-of.ts';

/** Newest names first. */
export const HTTP_STATUS = ['http.response.status_code', 'http.status_code'];
export const GRPC_STATUS = ['rpc.response.status_code', 'rpc.grpc.status_code', 'grpc.status_code'];
const DB_STATUS = ['db.response.status_code'];

/** @see https://grpc.io/docs/guides/status-codes/ */
const GRPC_NAMES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
  ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION'],
  ...['ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
  'UNAUTHENTICATED',
];

/** HTTP's statuses from here on are errors. */
const LEAST_ERROR = 400;

/** How a callee reported an error: as it is in the span, and as a person knows it. */
export interface ErrorStatus {
  readonly code: string;
  readonly name: string;
}

/** The error status of the response that a span sent or got; undefined for a good one, as for none. */
export function statusOf(span: Span): ErrorStatus | undefined {
  const http = attributeOf(span, HTTP_STATUS);
  if (http !== undefined && Number(http) >= LEAST_ERROR) return { code: http, name: http };
  const code = attributeOf(span, GRPC_STATUS) ?? attributeOf(span, DB_STATUS);
  if (code === undefined) return undefined;
  const isGrpc = attributeOf(span, GRPC_STATUS) !== undefined;
  const name = (isGrpc ? GRPC_NAMES[Number(code)] : undefined) ?? code;
  return name === 'OK' ? undefined : { code, name };
}
