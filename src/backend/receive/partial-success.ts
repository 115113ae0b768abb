import type { JsonObject } from '../../otlp/encode.ts';
import type { Rejected } from '../store/create-span-store.ts';

/** An ExportTraceServiceResponse: empty when all spans were stored. */
export const partialSuccess = ({ spans, message }: Rejected): JsonObject =>
  spans > 0 ? { partialSuccess: { rejectedSpans: String(spans), errorMessage: message } } : {};

export const adviceOnTimes = (unit: string): string =>
  `stored, but its times are in ${unit}: OTLP has nanoseconds, and these spans are in 1970`;
